// The gate: every system call passes here, or through SystemCall::EnterKernel, which is the same
// for a call that nobody watches and that answers at once.

#include <exception>
#include <optional>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "kernel/observe.h"
#include "kernel/panic.h"

namespace corix {

void Kernel::PassGate(Task& caller, SystemCallBase& call, Passage passage) {
  caller.call_ = &call;
  if (observers_.empty()) return LetThrough(caller, call, passage);
  const bool first = passage == Passage::kFirst;
  if (first) Observe([&](Observer& observer) { observer.Trapped(caller, call); });
  LetThrough(caller, call, passage);
  if (cpu.stop == Stop::kBlocked) {
    Observe([&](Observer& observer) { observer.Slept(caller); });
  } else if (cpu.stop == Stop::kAnswered && first) {
    Observe([&](Observer& observer) { observer.Answered(caller, call); });
  }
}

void Kernel::LetThrough(Task& caller, SystemCallBase& call, Passage passage) {
  if ((caller.attention_ & kDoomed) != 0) {
    cpu.stop = Stop::kEnd;
    ending_ = doom_;
    return;
  }
  if ((caller.attention_ & kInterrupted) != 0 && StrikeAtTrap(caller, call)) {
    // (Only the first passage stands at the end of a turn.)
    if (passage != Passage::kFirst || cpu.stop != Stop::kAnswered) return;
    SetOutputAside(caller);
    if (!IsDoomed(caller)) return;
    cpu.stop = Stop::kEnd;
    ending_ = doom_;
    return;
  }
  ExitStatus fatal;
  if (!output_.empty()) {
    if (!Deliver(caller, &fatal)) {
      cpu.stop = Stop::kBlocked;
      return;
    }
    if (fatal != ExitStatus()) {
      cpu.stop = Stop::kEnd;
      ending_ = fatal;
      return;
    }
  }
  if (injector_ != nullptr && passage < Passage::kAfterDelay && Inject(caller, call)) return;
  restarting_ = passage == Passage::kAfterSleep;
  const Reply reply = call.Handle(*this, caller);
  restarting_ = false;
  if (reply.answered()) {
    cpu.stop = Stop::kAnswered;
    return;
  }
  Settle(caller, call, reply);
}

void Kernel::PassGateNow(Task& caller, SystemCallBase& call) {
  caller.CountCallNow();
  Observe([&](Observer& observer) { observer.Trapped(caller, call); });
  const Reply reply = call.Handle(*this, caller);
  if (!reply.answered()) internal::SettleNow(call, reply);
  Observe([&](Observer& observer) { observer.Answered(caller, call); });
}

// True if the call does not come to its handler, now or at all.
bool Kernel::Inject(Task& caller, SystemCallBase& call) {
  std::optional<Fault> fault = injector_->Strike(caller, call);
  if (!fault.has_value()) return false;
  if (!fault->error.ok()) {
    call.Refuse(std::move(fault->error));
    cpu.stop = Stop::kAnswered;
    return true;
  }
  // As if its output could not be delivered so long.
  if (caller.state_ == TaskState::kReady) ready_.Remove(caller);
  caller.state_ = TaskState::kWriting;
  caller.NoteWaiting(clock_.recent());
  caller.attention_ |= kOutputPending;
  Undelivered& held = undelivered_[caller.tid()];
  held.delay.emplace(caller);
  timers_.Set(*held.delay, Later(clock_.Now(), fault->delay));
  cpu.stop = Stop::kBlocked;
  return true;
}

void Kernel::Settle(Task& caller, SystemCallBase& call, Reply reply) {
  if (reply.blocked()) [[likely]] {
    caller.call_ = &call;
    caller.state_ = TaskState::kSleeping;
    caller.NoteWaiting(clock_.recent());
    ready_.Remove(caller);
    cpu.stop = Stop::kBlocked;
  } else if (reply.refused()) {
    call.Refuse(reply.TakeRefusal());
    cpu.stop = Stop::kAnswered;
  } else {
    ending_ = reply.exit_status();
    cpu.stop = Stop::kEnd;
  }
}

namespace internal {

void EnterGateSlowly(SystemCallBase& call) noexcept {
  cpu.kernel->PassGate(*cpu.task, call, Kernel::Passage::kFirst);
}

void Settle(SystemCallBase& call, Reply reply) noexcept {
  cpu.kernel->Settle(*cpu.task, call, reply);
}

void EnterGateNow(SystemCallBase& call) noexcept {
  if (cpu.task == nullptr) {
    call.Refuse(absl::FailedPreconditionError("no task is running"));
    return;
  }
  cpu.kernel->PassGateNow(*cpu.task, call);
}

void SettleNow(SystemCallBase& call, Reply reply) noexcept {
  Invariant(!reply.blocked(), "a system call that is marked as never sleeping went to sleep");
  if (reply.refused()) call.Refuse(reply.TakeRefusal());
}

void StashException(std::exception_ptr exception) noexcept {
  cpu.threw = true;
  cpu.kernel->StashException(std::move(exception));
}

std::exception_ptr TakeException() noexcept {
  cpu.threw = false;
  return cpu.kernel->TakeException();
}

void ThrowUsedUp() {
  throw std::logic_error("a coroutine was called or spawned that had been used up already");
}

}  // namespace internal

}  // namespace corix
