// userland/lib/server.h: what the servers among the programs have in common.
#ifndef CORIX_USERLAND_LIB_SERVER_H_
#define CORIX_USERLAND_LIB_SERVER_H_

#include <functional>
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

// Serves one client, and ends.
using ServeClient = std::function<Process(Connection client)>;

// A whole server: starts it, and gives each client a task of this name. Returns the exit code when
// it cannot go on; if it is killed, so are the tasks of its clients.
Co<int> ServeAll(std::vector<std::string> args, std::string task_name, ServeClient serve);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_SERVER_H_
