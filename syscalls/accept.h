// syscalls/accept.h
#ifndef CORIX_SYSCALLS_ACCEPT_H_
#define CORIX_SYSCALLS_ACCEPT_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/open_file.h"
#include "kernel/system_call.h"
#include "syscalls/file.h"

namespace corix {

class Accept final : public SystemCall<Accept, absl::StatusOr<File>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "Accept",
      .params = "fd",
      .summary =
          "Sleeps until somebody connects to a listening socket, and answers the connection. One "
          "that fails before it is accepted is passed over.",
      .answer = "StatusOr<File>",
      .errors =
          "NOT_FOUND: no such descriptor. INVALID_ARGUMENT: it does not listen. "
          "RESOURCE_EXHAUSTED: the host has no descriptor for the connection, which stays in the "
          "queue: try again later. CANCELLED: another task closed the descriptor meanwhile.",
  };
  explicit Accept(Fd fd) : fd_(fd) {}
  auto args() const { return std::tie(fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override { seat_.Leave(); }

 private:
  Fd fd_;
  IoSeat seat_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_ACCEPT_H_
