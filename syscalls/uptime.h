// syscalls/uptime.h
#ifndef CORIX_SYSCALLS_UPTIME_H_
#define CORIX_SYSCALLS_UPTIME_H_

#include <tuple>

#include "absl/time/time.h"
#include "kernel/system_call.h"

namespace corix {

class Uptime final : public SystemCall<Uptime, absl::Duration> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Uptime",
      .params = "",
      .summary = "Answers how long the kernel has been running, by its own clock.",
      .answer = "Duration",
      .errors = "",
  };
  Uptime() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_UPTIME_H_
