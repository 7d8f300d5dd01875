#include "userland/lib/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "syscalls/run_blocking.h"

namespace corix {
namespace {

struct FreeList {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

absl::StatusOr<std::vector<SocketAddress>> LookUp(const std::string& host, std::uint16_t port,
                                                  int flags) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* first = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &first);
  if (error != 0) return absl::NotFoundError(absl::StrCat(host, ": ", gai_strerror(error)));
  const std::unique_ptr<addrinfo, FreeList> list(first);
  std::vector<SocketAddress> addresses;
  for (const addrinfo* found = first; found != nullptr; found = found->ai_next) {
    std::array<char, NI_MAXHOST> text;
    if (getnameinfo(found->ai_addr, found->ai_addrlen, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST) == 0) {
      addresses.push_back(SocketAddress::Tcp(text.data(), port));
    }
  }
  if (addresses.empty()) return absl::NotFoundError(absl::StrCat(host, ": has no address"));
  return addresses;
}

}  // namespace

Co<absl::StatusOr<std::vector<SocketAddress>>> Resolve(std::string host, std::uint16_t port) {
  if (host.find('\0') != std::string::npos)
    co_return absl::InvalidArgumentError("the name of a host has no zero byte in it");
  // A number needs no thread.
  auto numeric = LookUp(host, port, AI_NUMERICHOST);
  if (numeric.ok()) co_return numeric;
  auto look_up = [host = std::move(host), port] { return LookUp(host, port, AI_ADDRCONFIG); };
  co_return co_yield RunBlocking(std::move(look_up));
}

}  // namespace corix
