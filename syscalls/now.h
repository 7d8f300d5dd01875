// syscalls/now.h
#ifndef CORIX_SYSCALLS_NOW_H_
#define CORIX_SYSCALLS_NOW_H_

#include <tuple>

#include "absl/time/time.h"
#include "kernel/system_call.h"

namespace corix {

class Now final : public SystemCall<Now, absl::Time> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Now",
      .params = "",
      .summary =
          "Answers the time by the kernel's clock, which never goes back. A kernel with a virtual "
          "clock boots at "
          "1970-01-01 00:00:00 UTC.",
      .answer = "absl::Time",
      .errors = "",
  };
  Now() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_NOW_H_
