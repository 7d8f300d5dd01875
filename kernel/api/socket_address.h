// kernel/api/socket_address.h: where a socket is.
#ifndef CORIX_KERNEL_API_SOCKET_ADDRESS_H_
#define CORIX_KERNEL_API_SOCKET_ADDRESS_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace corix {

// A numeric IP address (IPv4 or IPv6) and a TCP port, or the path of a Unix socket. Names of hosts
// are looked up elsewhere: that may take long.
class SocketAddress {
 public:
  SocketAddress() = default;
  // Port 0: the host chooses one, when somebody listens there.
  static SocketAddress Tcp(std::string ip, std::uint16_t port) {
    return SocketAddress(std::move(ip), port, false);
  }
  // An empty path is that of a socket which nobody has named.
  static SocketAddress Unix(std::string path) { return SocketAddress(std::move(path), 0, true); }

  bool is_unix() const { return is_unix_; }
  const std::string& ip() const { return text_; }
  const std::string& path() const { return text_; }
  std::uint16_t port() const { return port_; }

  // "127.0.0.1:80", "[::1]:80", "unix:/tmp/s"
  std::string ToString() const {
    if (is_unix_) return absl::StrCat("unix:", text_);
    const bool is_v6 = text_.find(':') != std::string::npos;
    return is_v6 ? absl::StrCat("[", text_, "]:", port_) : absl::StrCat(text_, ":", port_);
  }

  friend bool operator==(const SocketAddress&, const SocketAddress&) = default;

 private:
  SocketAddress(std::string text, std::uint16_t port, bool is_unix)
      : text_(std::move(text)), port_(port), is_unix_(is_unix) {}

  std::string text_;
  std::uint16_t port_ = 0;
  bool is_unix_ = false;
};

}  // namespace corix

#endif  // CORIX_KERNEL_API_SOCKET_ADDRESS_H_
