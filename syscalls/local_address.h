// syscalls/local_address.h
#ifndef CORIX_SYSCALLS_LOCAL_ADDRESS_H_
#define CORIX_SYSCALLS_LOCAL_ADDRESS_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/api/socket_address.h"
#include "kernel/system_call.h"

namespace corix {

class LocalAddress final : public SystemCall<LocalAddress, absl::StatusOr<SocketAddress>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "LocalAddress",
      .params = "fd",
      .summary = "Answers the address of this side of a socket.",
      .answer = "StatusOr<SocketAddress>",
      .errors =
          "NOT_FOUND: no such descriptor. INVALID_ARGUMENT: not a socket. FAILED_PRECONDITION: not "
          "connected.",
  };
  explicit LocalAddress(Fd fd) : fd_(fd) {}
  auto args() const { return std::tie(fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd fd_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_LOCAL_ADDRESS_H_
