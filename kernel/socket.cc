#include "kernel/socket.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "kernel/api/absl_view.h"
#include "kernel/host_file.h"
#include "kernel/open_file.h"

namespace corix {
namespace {

struct HostAddress {
  sockaddr_storage storage = {};
  socklen_t size = sizeof(sockaddr_storage);
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
};

absl::StatusOr<HostAddress> ToHost(const SocketAddress& address) {
  HostAddress host;
  if (address.path().find('\0') != std::string::npos)
    return absl::InvalidArgumentError("an address has no zero byte in it");
  if (address.is_unix()) {
    sockaddr_un unix_address = {};
    unix_address.sun_family = AF_UNIX;
    const std::string& path = address.path();
    if (path.empty() || path.size() >= sizeof(unix_address.sun_path))
      return absl::InvalidArgumentError("the path of a socket has 1 to 107 bytes");
    std::copy(path.begin(), path.end(), unix_address.sun_path);
    std::memcpy(&host.storage, &unix_address, sizeof(unix_address));
    host.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
    return host;
  }
  addrinfo hints = {};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.ip().c_str(), nullptr, &hints, &found) != 0)
    return absl::InvalidArgumentError(absl::StrCat(address.ip(), " is not an IP address"));
  std::memcpy(&host.storage, found->ai_addr, found->ai_addrlen);
  host.size = found->ai_addrlen;
  freeaddrinfo(found);
  const std::uint16_t port = htons(address.port());
  if (host.family() == AF_INET) {
    reinterpret_cast<sockaddr_in*>(&host.storage)->sin_port = port;
  } else {
    reinterpret_cast<sockaddr_in6*>(&host.storage)->sin6_port = port;
  }
  return host;
}

absl::StatusOr<SocketAddress> FromHost(const HostAddress& host) {
  std::array<char, INET6_ADDRSTRLEN> text = {};
  if (host.family() == AF_INET) {
    const auto* const v4 = reinterpret_cast<const sockaddr_in*>(&host.storage);
    inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
    return SocketAddress::Tcp(text.data(), ntohs(v4->sin_port));
  }
  if (host.family() == AF_INET6) {
    const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(&host.storage);
    inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size());
    return SocketAddress::Tcp(text.data(), ntohs(v6->sin6_port));
  }
  if (host.family() == AF_UNIX) {
    const auto* const unix_address = reinterpret_cast<const sockaddr_un*>(&host.storage);
    const bool has_path = host.size > offsetof(sockaddr_un, sun_path);
    return SocketAddress::Unix(has_path ? unix_address->sun_path : "");
  }
  return absl::FailedPreconditionError("the socket has an address of another kind");
}

absl::StatusOr<int> MakeSocket(int family) {
  const int made = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int host_fd = AboveStandardStreams(made);
  if (host_fd < 0) return HostError(errno, "socket");
  // Small messages leave at once. Accepted connections have it from their listener.
  const int on = 1;
  if (family != AF_UNIX) setsockopt(host_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return host_fd;
}

// The error of the host call that failed last, and no socket any more.
absl::Status Failed(int host_fd, std::string_view what, const SocketAddress& address) {
  const int error = errno;
  close(host_fd);
  if (error == EADDRNOTAVAIL)
    return absl::NotFoundError(absl::StrCat(address.ToString(), " is not an address of this host"));
  return HostError(error, absl::StrCat(AbslView(what), " ", address.ToString()));
}

}  // namespace

absl::StatusOr<int> ListenAt(const SocketAddress& address) {
  const absl::StatusOr<HostAddress> host = ToHost(address);
  if (!host.ok()) return host.status();
  absl::StatusOr<int> host_fd = MakeSocket(host->family());
  if (!host_fd.ok()) return host_fd;
  // Connections that are still being taken down do not keep the port. Another listener does.
  const int on = 1;
  if (!address.is_unix()) setsockopt(*host_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(*host_fd, host->get(), host->size) < 0) return Failed(*host_fd, "listen at", address);
  if (listen(*host_fd, SOMAXCONN) < 0) return Failed(*host_fd, "listen at", address);
  return host_fd;
}

absl::StatusOr<int> StartToConnect(const SocketAddress& address, bool* connected) {
  const absl::StatusOr<HostAddress> host = ToHost(address);
  if (!host.ok()) return host.status();
  absl::StatusOr<int> host_fd = MakeSocket(host->family());
  if (!host_fd.ok()) return host_fd;
  *connected = connect(*host_fd, host->get(), host->size) == 0;
  // EINTR: it goes on all the same (POSIX, connect).
  if (*connected || errno == EINPROGRESS || errno == EINTR) return host_fd;
  if (errno == EAGAIN) {
    close(*host_fd);
    return absl::ResourceExhaustedError(
        absl::StrCat("connect to ", address.ToString(), ": too many are waiting there"));
  }
  return Failed(*host_fd, "connect to", address);
}

absl::Status ConnectResult(int host_fd, const SocketAddress& address) {
  int error = 0;
  socklen_t size = sizeof(error);
  if (getsockopt(host_fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0) error = errno;
  if (error == 0) return absl::OkStatus();
  return HostError(error, absl::StrCat("connect to ", address.ToString()));
}

absl::StatusOr<SocketAddress> LocalAddressOf(int host_fd) {
  HostAddress host;
  if (getsockname(host_fd, host.get(), &host.size) < 0) return HostError(errno, "getsockname");
  return FromHost(host);
}

absl::StatusOr<SocketAddress> PeerAddressOf(int host_fd) {
  HostAddress host;
  if (getpeername(host_fd, host.get(), &host.size) < 0) return HostError(errno, "getpeername");
  return FromHost(host);
}

}  // namespace corix
