// How tasks end.
//
// A task ends in four steps: its frames are destroyed, innermost first; what it printed is
// delivered; it is buried, which gives its status to those who wait; and its record is forgotten,
// at once or when its parent has waited.

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "kernel/observe.h"
#include "kernel/panic.h"

namespace corix {
namespace {

std::string DescribeException(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::exception& e) {
    const char* const what = e.what();
    return what == nullptr ? "without a word" : what;
  } catch (...) {
    return "an object that is no std::exception";
  }
}

}  // namespace

// The task asked for its own end, by Exit or KillTask, or was doomed.
void Kernel::EndTurnWith(Task& task, ExitStatus status) {
  const Unwinding unwinding(*this);
  if (OwnsGroups(task)) {
    cpu.attention &= ~std::uint32_t{kDoomed};
    EndGroupsOf(task, ExitStatus::Killed(Signal::kKill));
  }
  task.state_ = TaskState::kDying;
  ready_.Remove(task);
  DestroyFrames(task);
  task.attention_ = kAttentionNone;
  task.exit_status_ = status;
  FinishExit(task);
}

// The outermost frame came to its end, or let an exception out.
void Kernel::Return(Task& task) {
  const Unwinding unwinding(*this);
  ready_.Remove(task);
  task.top_ = cpu.top;
  ExitStatus status = ExitStatus::Returned(cpu.exit_code);
  if (cpu.threw) {
    status = ExitStatus::Threw();
    const std::exception_ptr exception = internal::TakeException();
    Print(kStderr, absl::StrCat("task ", static_cast<int>(task.tid()), " (", task.Name(),
                                "): uncaught exception: ", DescribeException(exception), "\n"));
  }
  // Killed in its last turn, by somebody whom it had called.
  if ((task.attention_ & kDoomed) != 0) status = doom_;
  task.attention_ = kAttentionNone;
  task.state_ = TaskState::kDying;
  task.returned_ = true;
  DestroyFrames(task);
  task.exit_status_ = status;
  FinishExit(task);
}

bool Kernel::Kill(Task& victim, ExitStatus status) {
  if (victim.dying_or_ended() || victim.awaits_members_) return false;
  if (&victim == running_) {
    if (IsDoomed(victim)) return false;
    Doom(status);
    return true;
  }
  const Unwinding unwinding(*this);
  if (OwnsGroups(victim)) {
    const Tid tid = victim.tid();
    if (!EndGroupsOf(victim, status)) return true;
    // Meanwhile a destructor may have killed it.
    Task* const still = FindTask(tid);
    if (still == nullptr || still->dying_or_ended()) return true;
  }
  KillAlone(victim, status);
  return true;
}

// The running task ends with its turn.
void Kernel::Doom(ExitStatus status) {
  doom_ = status;
  running_->attention_ |= kDoomed;
  if (cpu.task == running_) cpu.attention |= kDoomed;
}

// Its groups have no members left.
void Kernel::KillAlone(Task& victim, ExitStatus status) {
  // What the caller printed comes before what the victim's destructors print. The caller may itself
  // be dying.
  if (cpu.task != nullptr && !output_.empty()) DeliverWithoutSleeping(*cpu.task);
  TurnOutput of_caller = std::exchange(output_, TurnOutput());
  if (victim.state_ == TaskState::kReady) ready_.Remove(victim);
  undelivered_.erase(victim.tid());
  if (victim.frames_gone_) {
    // It had ended already, and only its last words were not yet delivered.
    output_ = std::move(of_caller);
    Bury(victim);
    return;
  }
  victim.state_ = TaskState::kDying;
  const Cpu caller = cpu;
  // For the time in which the register is not the running task's, its record has its innermost
  // frame. (The record of a dying caller has it anyway.)
  const bool in_its_turn =
      caller.task != nullptr && caller.task == running_ && !caller.task->dying_or_ended();
  Frame* const recorded = in_its_turn ? std::exchange(caller.task->top_, caller.top) : nullptr;
  cpu.task = &victim;
  DestroyFrames(victim);
  victim.exit_status_ = status;
  DeliverWithoutSleeping(victim);
  output_ = std::move(of_caller);
  cpu = caller;
  if (in_its_turn) cpu.task->top_ = recorded;
  if (running_ != nullptr && cpu.task == running_) cpu.attention |= running_->attention_;
  Bury(victim);
}

// By iteration, so that the depth of calls does not matter.
void Kernel::DestroyFrames(Task& task) {
  while (task.top_ != nullptr) {
    Frame* const frame = task.top_;
    task.top_ = frame->caller;
    frame->Destroy();
  }
  task.frames_gone_ = true;
}

// Delivers a task's last words and buries it, now or when they are delivered.
void Kernel::FinishExit(Task& task) {
  if (!output_.empty()) {
    ExitStatus fatal;
    if (!Deliver(task, &fatal)) {
      // Its turn is over: nobody takes it for the running task while it waits.
      if (&task == running_) {
        running_ = nullptr;
        cpu.task = nullptr;
      }
      Observe([&](Observer& observer) { observer.Slept(task); });
      return;
    }
    const bool returned = task.exit_status_.cause == ExitStatus::Cause::kReturned;
    if (fatal != ExitStatus() && returned) task.exit_status_ = fatal;
  }
  if (task.state_ == TaskState::kReady) ready_.Remove(task);
  Bury(task);
}

void Kernel::Bury(Task& task) {
  const ExitStatus status = task.exit_status_;
  task.state_ = TaskState::kZombie;
  task.since_ = clock_.recent();
  std::exchange(task.environment_, nullptr)->Release();
  if (task.signals() != nullptr) SetAlarm(task, TimerQueue::kNever);
  --live_;
  StreamRouter::Repair();
  if (&task == running_) {
    running_ = nullptr;
    cpu.task = nullptr;
    ended_ = &task;
  }
  Observe([&](Observer& observer) { observer.Exited(task, status); });
  TellOfEnd(task, status);
  ended_ = nullptr;
}

// Those who wait for it, its group, its parent and the host program. It may be forgotten then.
void Kernel::TellOfEnd(Task& task, ExitStatus status) {
  const Tid tid = task.tid();
  if (task.extra() != nullptr && task.extra()->group != nullptr) LeaveGroup(task, status);
  if (tid == awaited_exit_) {
    awaited_exit_ = 0;
    attention_ |= kStopAsked;
  }

  bool parent_has_it = false;
  while (Seat* seat = task.exit_waiters_.front()) {
    seat->Leave();
    Task& waiter = seat->sleeper();
    if (&waiter == task.parent_) parent_has_it = true;
    waiter.call_->TaskExited(tid, status);
    Wake(waiter);
  }
  while (Task* zombie = task.first_zombie()) Reap(task, *zombie);

  Task* const parent = task.parent_;
  if (parent == nullptr) return;  // the host program may take its status
  if (!task.detached_) --parent->waitable_children_;
  const bool of_interest = !task.detached_ && !parent->ended();
  if (!of_interest || parent_has_it) {
    Forget(task);
  } else {
    parent->MakeExtra().MakeBelongings().zombies.Push(task);
    if (parent->sleeping() && parent->call_->ChildExited(tid, status)) {
      Wake(*parent);
      Reap(*parent, task);
    }
  }
  if (of_interest) SendChld(*parent);
}

void Kernel::Reap(Task& parent, Task& zombie) {
  parent.extra()->belongings->zombies.Remove(zombie);
  Forget(zombie);
}

void Kernel::Forget(Task& task) {
  if (&task == ended_) ended_ = nullptr;
  tasks_.Erase(task.tid());
  forgotten_turns_ += task.turns();
  forgotten_traps_ += task.traps();
  task.tid_ = 0;  // out of the map; the record stays while children name it
  if (Task* const parent = std::exchange(task.parent_, nullptr); parent != nullptr) {
    if (--parent->children_ == 0 && parent->tid_ == 0) FreeRecord(*parent);
  }
  if (task.children_ == 0) FreeRecord(task);
}

void Kernel::FreeRecord(Task& task) {
  delete &task;
  --records_;
}

absl::StatusOr<ExitStatus> Kernel::TakeExit(Tid tid) {
  Task* const task = FindTask(tid);
  if (task == nullptr) return absl::NotFoundError(absl::StrCat("no task ", static_cast<int>(tid)));
  if (task->parent_ != nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("task ", static_cast<int>(tid), " is the child of another task"));
  }
  if (!task->ended()) {
    return absl::FailedPreconditionError(
        absl::StrCat("task ", static_cast<int>(tid), " has not ended"));
  }
  const ExitStatus status = task->exit_status();
  Forget(*task);
  return status;
}

}  // namespace corix
