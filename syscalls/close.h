// syscalls/close.h
#ifndef CORIX_SYSCALLS_CLOSE_H_
#define CORIX_SYSCALLS_CLOSE_H_

#include <tuple>

#include "absl/status/status.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"

namespace corix {

class Close final : public SystemCall<Close, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Close",
      .params = "fd",
      .summary =
          "Closes a descriptor: one of the caller's own if it is below 10, else the kernel's. Its "
          "number is not used again. "
          "Those who wait on it are woken with CANCELLED.",
      .answer = "Status",
      .errors = "NOT_FOUND: no such descriptor.",
  };
  explicit Close(Fd fd) : fd_(fd) {}
  auto args() const { return std::tie(fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd fd_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_CLOSE_H_
