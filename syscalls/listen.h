// syscalls/listen.h
#ifndef CORIX_SYSCALLS_LISTEN_H_
#define CORIX_SYSCALLS_LISTEN_H_

#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "kernel/api/socket_address.h"
#include "kernel/system_call.h"
#include "syscalls/file.h"

namespace corix {

class Listen final : public SystemCall<Listen, absl::StatusOr<File>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Listen",
      .params = "address",
      .summary =
          "Makes a socket that accepts connections at an address: TCP over IPv4 or IPv6, or a Unix "
          "socket. Port 0 is one that is free: LocalAddress tells which. When it is closed, its "
          "port is free again at once; the path of a Unix socket stays, and is the caller's to "
          "remove.",
      .answer = "StatusOr<File>",
      .errors =
          "INVALID_ARGUMENT: not an address. NOT_FOUND: not one of this host. FAILED_PRECONDITION: "
          "somebody listens there. PERMISSION_DENIED and others: the host's.",
  };
  explicit Listen(SocketAddress address) : address_(std::move(address)) {}
  auto args() const { return std::make_tuple(address_.ToString()); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  SocketAddress address_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_LISTEN_H_
