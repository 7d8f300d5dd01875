// syscalls/control_terminal.h
#ifndef CORIX_SYSCALLS_CONTROL_TERMINAL_H_
#define CORIX_SYSCALLS_CONTROL_TERMINAL_H_

#include <tuple>

#include "absl/status/status.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"

namespace corix {

class ControlTerminal final : public SystemCall<ControlTerminal, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "ControlTerminal",
      .params = "fd",
      .summary =
          "Takes the terminal over, as a shell does at its start, with the caller's process group "
          "in "
          "the foreground. From now on a task of another group than that in the foreground "
          "(SetForeground) that wants to read it is stopped by TTIN; the host programs that tasks "
          "of "
          "one group start form a group at the host too, which has the terminal for itself while "
          "it is in the foreground. For as long as the kernel lives.",
      .answer = "Status",
      .errors =
          "NOT_FOUND: no such descriptor. INVALID_ARGUMENT: it is no terminal. "
          "FAILED_PRECONDITION: it does not control our session at the host, or was taken over "
          "already. Others: the host's.",
  };
  explicit ControlTerminal(Fd fd) : fd_(fd) {}
  auto args() const { return std::tie(fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd fd_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_CONTROL_TERMINAL_H_
