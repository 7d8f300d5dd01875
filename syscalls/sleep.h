// syscalls/sleep.h
#ifndef CORIX_SYSCALLS_SLEEP_H_
#define CORIX_SYSCALLS_SLEEP_H_

#include <tuple>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "kernel/clock.h"
#include "kernel/system_call.h"

namespace corix {

class Sleep final : public SystemCall<Sleep, absl::StatusCode> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "Sleep",
      .params = "duration",
      .summary =
          "Sleeps for at least this long. Not at all, but as a Yield, for zero or a negative "
          "duration.",
      .answer = "StatusCode: OK",
      .errors =
          "CANCELLED: the caller was cancelled. ABORTED: it was sent a signal that it catches.",
  };
  explicit Sleep(absl::Duration duration) : timer_(TicksOf(duration)) {}
  // The duration; while it sleeps, what is left of it, in whole milliseconds.
  std::tuple<absl::Duration> args() const;
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override;

 private:
  Timer timer_;  // until it is set, its deadline is the duration: a million sleepers are glad of
                 // each byte
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SLEEP_H_
