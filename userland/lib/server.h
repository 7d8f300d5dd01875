// userland/lib/server.h: what the servers among the programs have in common.
#ifndef CORIX_USERLAND_LIB_SERVER_H_
#define CORIX_USERLAND_LIB_SERVER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "userland/lib/socket.h"

namespace corix {

// What a server takes: for its usage.
inline constexpr char kServerParams[] = "[--host HOST] [--port PORT]";

// Listens where a server's arguments say (args[0] is its name): at loopback, unless another --host
// is given, and at a free port, unless --port names one. Prints "listening on ADDRESS:PORT".
// INVALID_ARGUMENT, OUT_OF_RANGE: wrong arguments.
Co<absl::StatusOr<Listener>> StartServer(std::vector<std::string> args);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_SERVER_H_
