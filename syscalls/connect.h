// syscalls/connect.h
#ifndef CORIX_SYSCALLS_CONNECT_H_
#define CORIX_SYSCALLS_CONNECT_H_

#include <memory>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "kernel/api/socket_address.h"
#include "kernel/open_file.h"
#include "kernel/system_call.h"
#include "syscalls/file.h"

namespace corix {

class Connect final : public SystemCall<Connect, absl::StatusOr<File>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "Connect",
      .params = "address",
      .summary = "Sleeps until there is a connection to an address, and answers it.",
      .answer = "StatusOr<File>",
      .errors =
          "INVALID_ARGUMENT: not an address. RESOURCE_EXHAUSTED: no descriptor is left, or too "
          "many wait at a Unix socket. Others: the host's, as that nobody listens there.",
  };
  explicit Connect(SocketAddress address) : address_(std::move(address)) {}
  auto args() const { return std::make_tuple(address_.ToString()); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override { seat_.Leave(); }

 private:
  Reply Finish(Kernel& kernel) noexcept;

  SocketAddress address_;
  std::shared_ptr<HostFile> socket_;  // on its way
  IoSeat seat_;                       // in it, and so destroyed first
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_CONNECT_H_
