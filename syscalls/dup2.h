// syscalls/dup2.h
#ifndef CORIX_SYSCALLS_DUP2_H_
#define CORIX_SYSCALLS_DUP2_H_

#include <tuple>

#include "absl/status/status.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"

namespace corix {

class Dup2 final : public SystemCall<Dup2, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Dup2",
      .params = "fd, own",
      .summary =
          "Puts the open file behind a descriptor also behind one of the caller's own, from 0 to "
          "9, instead of what was there. What the caller printed so far goes to the old file. "
          "Children that are started later inherit it.",
      .answer = "Status",
      .errors = "NOT_FOUND: no such descriptor. OUT_OF_RANGE: the second one is not from 0 to 9.",
  };
  Dup2(Fd fd, Fd own) : fd_(fd), own_(own) {}
  auto args() const { return std::tie(fd_, own_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd fd_;
  Fd own_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_DUP2_H_
