// syscalls/wait_host.h
#ifndef CORIX_SYSCALLS_WAIT_HOST_H_
#define CORIX_SYSCALLS_WAIT_HOST_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/exit_status.h"
#include "kernel/api/fd.h"
#include "kernel/open_file.h"
#include "kernel/system_call.h"

namespace corix {

class WaitHost final : public SystemCall<WaitHost, absl::StatusOr<ExitStatus>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "WaitHost",
      .params = "fd",
      .summary =
          "Sleeps until a program that StartHost started has ended, and answers how. Meanwhile the "
          "caller stands for the program: signals that are sent to it, and that it neither catches "
          "nor blocks, go to the program instead (KILL to the caller; STOP and CONT to both), and "
          "when the host says that the program is stopped, or goes on, so does the caller.",
      .answer = "StatusOr<ExitStatus>",
      .errors =
          "NOT_FOUND: no such descriptor. INVALID_ARGUMENT: it does not stand for a program. "
          "CANCELLED: another task closed it meanwhile.",
  };
  explicit WaitHost(Fd fd) : fd_(fd) {}
  auto args() const { return std::tie(fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override { seat_.Leave(); }
  HostProcess* StandsFor(const Kernel& kernel, const Task& caller) const override;

 private:
  Fd fd_;
  IoSeat seat_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WAIT_HOST_H_
