// syscalls/dup.h
#ifndef CORIX_SYSCALLS_DUP_H_
#define CORIX_SYSCALLS_DUP_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"
#include "syscalls/file.h"

namespace corix {

class Dup final : public SystemCall<Dup, absl::StatusOr<File>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Dup",
      .params = "fd",
      .summary =
          "Makes a second descriptor, one of the kernel's, for the same open file: place, "
          "readiness and end are shared.",
      .answer = "StatusOr<File>",
      .errors = "NOT_FOUND: no such descriptor.",
  };
  explicit Dup(Fd fd) : fd_(fd) {}
  auto args() const { return std::tie(fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd fd_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_DUP_H_
