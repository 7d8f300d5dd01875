// syscalls/wait_signal.h
#ifndef CORIX_SYSCALLS_WAIT_SIGNAL_H_
#define CORIX_SYSCALLS_WAIT_SIGNAL_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kernel/system_call.h"
#include "kernel/timer_queue.h"

namespace corix {

class WaitSignal final : public SystemCall<WaitSignal, absl::StatusOr<Signal>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "WaitSignal",
      .params = "signals[, timeout]",
      .summary =
          "Sleeps until one of these signals is sent to the caller, which must catch or block "
          "them, and takes it; or takes at once one that pends, the lowest first.",
      .answer = "StatusOr<Signal>",
      .errors =
          "FAILED_PRECONDITION: the caller neither catches nor blocks one of them. "
          "DEADLINE_EXCEEDED: the timeout has passed. CANCELLED: the caller was cancelled. "
          "ABORTED: "
          "another signal has come.",
  };
  explicit WaitSignal(SignalSet signals, absl::Duration timeout = absl::InfiniteDuration())
      : signals_(signals), timeout_(timeout) {}
  auto args() const { return std::tie(signals_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Expired() noexcept override { Refuse(absl::DeadlineExceededError("time is up")); }
  void Signalled(Signal signal) noexcept override { (void)Answer(signal); }
  SignalSet awaited_signals() const override { return signals_; }
  void Withdraw() noexcept override;

 private:
  SignalSet signals_;
  absl::Duration timeout_;
  Timer timer_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WAIT_SIGNAL_H_
