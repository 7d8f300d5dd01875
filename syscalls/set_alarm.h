// syscalls/set_alarm.h
#ifndef CORIX_SYSCALLS_SET_ALARM_H_
#define CORIX_SYSCALLS_SET_ALARM_H_

#include <tuple>

#include "absl/time/time.h"
#include "kernel/system_call.h"

namespace corix {

class SetAlarm final : public SystemCall<SetAlarm, absl::Duration> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SetAlarm",
      .params = "duration",
      .summary =
          "Sends ALRM to the caller, once, when this time has passed, instead of an alarm that was "
          "set before. Zero, a negative and an infinite duration: not at all.",
      .answer = "Duration: what was left of the alarm before; zero if there was none",
      .errors = "",
  };
  explicit SetAlarm(absl::Duration duration) : duration_(duration) {}
  auto args() const { return std::tie(duration_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  absl::Duration duration_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SET_ALARM_H_
