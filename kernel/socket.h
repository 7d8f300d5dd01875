// kernel/socket.h: the host's sockets, made for us: they never block, and are closed on exec.
#ifndef CORIX_KERNEL_SOCKET_H_
#define CORIX_KERNEL_SOCKET_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kernel/api/socket_address.h"

namespace corix {

// A host socket that listens. Its port is free again as soon as it is closed.
absl::StatusOr<int> ListenAt(const SocketAddress& address);

// A host socket on its way to an address. `connected`: whether it is there already; else it is
// writable when it is, or has failed.
absl::StatusOr<int> StartToConnect(const SocketAddress& address, bool* connected);
// What became of it.
absl::Status ConnectResult(int host_fd, const SocketAddress& address);

absl::StatusOr<SocketAddress> LocalAddressOf(int host_fd);
absl::StatusOr<SocketAddress> PeerAddressOf(int host_fd);

}  // namespace corix

#endif  // CORIX_KERNEL_SOCKET_H_
