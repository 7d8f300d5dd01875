// syscalls/terminal_size.h
#ifndef CORIX_SYSCALLS_TERMINAL_SIZE_H_
#define CORIX_SYSCALLS_TERMINAL_SIZE_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/api/window_size.h"
#include "kernel/system_call.h"

namespace corix {

class TerminalSize final : public SystemCall<TerminalSize, absl::StatusOr<WindowSize>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "TerminalSize",
      .params = "fd",
      .summary = "Answers how many rows and columns the terminal behind a descriptor shows.",
      .answer = "StatusOr<WindowSize>",
      .errors = "NOT_FOUND: no such descriptor. FAILED_PRECONDITION: no terminal.",
  };
  explicit TerminalSize(Fd fd) : fd_(fd) {}
  auto args() const { return std::tie(fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd fd_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_TERMINAL_SIZE_H_
