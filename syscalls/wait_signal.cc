#include "syscalls/wait_signal.h"

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"

namespace corix {

Reply WaitSignal::Handle(Kernel& kernel, Task& caller) noexcept {
  const Signals* const signals = caller.signals();
  const SignalSet kept = signals == nullptr ? SignalSet() : signals->caught | signals->blocked;
  if (const Signal other = (signals_ - kept).First(); other != Signal::kNone) {
    return absl::FailedPreconditionError(
        absl::StrCat("signal ", std::string(NameOf(other)), " is neither caught nor blocked"));
  }
  if (const Signal signal = kernel.TakeSignal(caller, signals_); signal != Signal::kNone)
    return Answer(signal);
  if (timeout_ != absl::InfiniteDuration()) {
    if (timeout_ <= absl::ZeroDuration()) return absl::DeadlineExceededError("time is up");
    kernel.timers().Set(timer_, caller, Later(kernel.clock().Now(), TicksOf(timeout_)));
  }
  return Blocked();
}

void WaitSignal::Withdraw() noexcept {
  if (timer_.taken()) cpu.kernel->timers().Cancel(timer_);
}

}  // namespace corix
