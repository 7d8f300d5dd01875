// userland/lib/resolve.h: from the names of hosts to their addresses.
#ifndef CORIX_USERLAND_LIB_RESOLVE_H_
#define CORIX_USERLAND_LIB_RESOLVE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "kernel/api/socket_address.h"

namespace corix {

// The addresses of a host, best first; never an empty list. A numeric address stands for itself.
// A name is looked up as the host does it (getaddrinfo, on a thread): that may take long. Sleeps.
// NOT_FOUND: no such host.
Co<absl::StatusOr<std::vector<SocketAddress>>> Resolve(std::string host, std::uint16_t port);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_RESOLVE_H_
