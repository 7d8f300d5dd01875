// syscalls/sleep.h
#ifndef CORIX_SYSCALLS_SLEEP_H_
#define CORIX_SYSCALLS_SLEEP_H_

#include <tuple>

#include "absl/time/time.h"
#include "kernel/api/ignorable_status.h"
#include "kernel/clock.h"
#include "kernel/system_call.h"

namespace corix {

class Sleep final : public SystemCall<Sleep, IgnorableStatus> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "Sleep",
      .params = "duration",
      .summary = "Sleeps for at least this long. Not at all, but as a Yield, for zero or a negative duration.",
      .answer = "Status, which may be ignored",
      .errors = "",
  };
  explicit Sleep(absl::Duration duration) : ticks_(TicksOf(duration)) {}
  auto args() const { return std::make_tuple(absl::Nanoseconds(ticks_)); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override;

 private:
  Ticks ticks_;
  Timer timer_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SLEEP_H_
