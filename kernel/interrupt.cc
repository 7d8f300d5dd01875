// How tasks are interrupted: their time is up (scope.h), somebody has cancelled them, or a signal has
// come that they catch.
//
// An interruption waits in the task's record until it can strike:
//   - A sleeper is struck at once: it gives up its seats and becomes runnable. A cancelled call
//     answers CANCELLED; one that a signal ends, ABORTED; a call whose time is up is unwound when the task's turn begins, so that
//     its destructors run in a turn of the task itself.
//   - A task that runs, or that has its answer, is struck at its next trap: instead of the handler.
//   - Behind a shield it waits until the shield is gone.
// Until then each of the task's traps goes the slow way and asks.

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "kernel/observe.h"
#include "kernel/panic.h"

namespace corix {

// ---- Scopes ----

void Scope::Push(Task& task, Frame& frame) {
  task_ = &task;
  frame_ = &frame;
  outer_ = std::exchange(task.MakeExtra().innermost_scope, this);
}

void Scope::EnterDeadline(Kernel& kernel, Task& task, Frame& frame, Ticks deadline) {
  Push(task, frame);
  kernel.timers().Set(*this, deadline);
}

void Scope::EnterShield(Task& task, Frame& frame) { Push(task, frame); }

void Scope::Leave() {
  if (task_ == nullptr) return;
  Task& task = *std::exchange(task_, nullptr);
  task.extra()->innermost_scope = outer_;
  if (taken()) cpu.kernel->timers().Cancel(*this);
  // What the shield has kept off may strike at the next trap.
  if (is_shield() && !task.dying_or_ended()) cpu.kernel->Interrupt(task);
}

void Scope::Ring() {
  expired_ = true;
  cpu.kernel->Interrupt(*task_);
}

// ---- Striking ----

// The outermost scope whose time is up and that no shield protects.
Scope* Kernel::ScopeToStrike(Task& task) {
  Scope* found = nullptr;
  if (task.extra() == nullptr) return found;
  for (Scope* scope = task.extra()->innermost_scope; scope != nullptr; scope = scope->outer_) {
    if (scope->is_shield()) break;
    if (scope->expired_) found = scope;
  }
  return found;
}

bool Scope::Shields(const Task& task) {
  if (task.extra() == nullptr) return false;
  for (const Scope* scope = task.extra()->innermost_scope; scope != nullptr; scope = scope->outer_)
    if (scope->is_shield()) return true;
  return false;
}

bool Kernel::CancelStrikes(const Task& task, const SystemCallBase& call) {
  return task.cancelled_ && call.can_be_cancelled() && !Scope::Shields(task);
}

bool Kernel::SignalStrikes(const Task& task, const SystemCallBase& call) {
  const Signals* const signals = task.signals();
  return signals != nullptr && !(signals->untold - call.awaited_signals()).empty() &&
         call.can_be_aborted() && !Scope::Shields(task);
}

// Refuses a call, if the task was cancelled, or if a signal has come; the task is told, then. (One
// refusal tells of all signals: they pend until they are taken.)
bool Kernel::Refuses(Task& task, SystemCallBase& call) {
  if (CancelStrikes(task, call)) {
    task.cancelled_ = false;
    call.Refuse(CancelledByTask());
    return true;
  }
  if (!SignalStrikes(task, call)) return false;
  SignalSet& untold = task.signals()->untold;
  const Signal signal = (untold - call.awaited_signals()).First();
  untold = SignalSet();
  call.Refuse(absl::AbortedError(absl::StrCat("signal ", std::string(NameOf(signal)))));
  return true;
}

bool Kernel::HasDeadline(const Task& task) {
  if (task.extra() == nullptr) return false;
  for (const Scope* scope = task.extra()->innermost_scope; scope != nullptr;
       scope = scope->outer_) {
    if (scope->is_shield()) return false;
    if (scope->taken()) return true;
  }
  return false;
}

bool Kernel::Cancel(Task& task) {
  if (task.dying_or_ended() || task.frames_gone_ || (task.attention_ & kDoomed) != 0) return false;
  task.cancelled_ = true;
  Interrupt(task);
  return true;
}

void Kernel::Interrupt(Task& task) {
  if (task.frames_gone_) return;
  task.attention_ |= kInterrupted;
  if (cpu.task == &task) cpu.attention |= kInterrupted;
  if (task.state_ == TaskState::kSleeping || task.state_ == TaskState::kWriting) {
    if (ScopeToStrike(task) != nullptr) {
      task.attention_ |= kStruck;
      WakeInterrupted(task);
    } else if (task.sleeping()
                   ? Refuses(task, *task.call_)
                   : CancelStrikes(task, *task.call_) || SignalStrikes(task, *task.call_)) {
      WakeInterrupted(task);
    }
  }
}

void Kernel::WakeInterrupted(Task& task) {
  if (task.sleeping()) return Wake(task);
  // It waits for its output to be delivered. What it printed stays until its next trap, and so does
  // its call.
  Undelivered& held = undelivered_.find(task.tid())->second;
  held.seat.Leave();
  if (held.delay.has_value()) timers_.Cancel(*held.delay);
  Restart(task);
}

// At a trap, instead of its handler. False if nothing strikes.
bool Kernel::StrikeAtTrap(Task& caller, SystemCallBase& call) {
  if (ScopeToStrike(caller) != nullptr) {
    cpu.stop = Stop::kTimeUp;
    return true;
  }
  if (!Refuses(caller, call)) return false;
  cpu.stop = Stop::kAnswered;
  return true;
}

// Whether something waits to strike, behind a shield or until the next trap.
bool Kernel::InterruptionWaits(const Task& task) {
  if (task.cancelled_) return true;
  const TaskExtra* const extra = task.extra();
  if (extra == nullptr) return false;
  if (extra->signals != nullptr && !extra->signals->untold.empty()) return true;
  for (const Scope* scope = extra->innermost_scope; scope != nullptr; scope = scope->outer_)
    if (scope->expired_) return true;
  return false;
}

// Ends the call around which the scope stands. It is the task's turn, or its end.
void Kernel::UnwindToScope(Task& task) {
  Scope* const scope = ScopeToStrike(task);
  Invariant(scope != nullptr, "a task was to be unwound that has no deadline");
  scope->struck_ = true;
  Observe([&](Observer& observer) { observer.Struck(task); });
  while (task.top_ != scope->frame_) {
    Frame* const frame = task.top_;
    cpu.top = task.top_ = frame->caller;
    frame->Destroy();
  }
  scope->Leave();
}

// What a task printed before a trap that was not handled, and that does not fit into its descriptor
// now, waits for its next trap.
void Kernel::SetOutputAside(Task& task) {
  if (output_.empty()) return;
  DeliverWithoutSleeping(task);
  if (output_.empty()) return;
  undelivered_[task.tid()].output = std::exchange(output_, TurnOutput());
  task.attention_ |= kOutputPending;
}

absl::Status CancelledByTask() { return absl::CancelledError("cancelled"); }

}  // namespace corix
