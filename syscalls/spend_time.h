// syscalls/spend_time.h
#ifndef CORIX_SYSCALLS_SPEND_TIME_H_
#define CORIX_SYSCALLS_SPEND_TIME_H_

#include <tuple>

#include "absl/time/time.h"
#include "kernel/system_call.h"

namespace corix {

class SpendTime final : public SystemCall<SpendTime, bool> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SpendTime",
      .params = "duration",
      .summary =
          "Under a virtual clock, by which computing takes no time, tells that the caller has "
          "computed for so long: the clock goes on by that much, and nobody has had a turn "
          "meanwhile. Those whose timers have come due by then follow as after any turn that took "
          "long. Under the real clock time has passed by itself, and nothing happens.",
      .answer = "bool: whether the clock is virtual",
      .errors = "",
  };
  explicit SpendTime(absl::Duration duration) : duration_(duration) {}
  auto args() const { return std::tie(duration_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  absl::Duration duration_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SPEND_TIME_H_
