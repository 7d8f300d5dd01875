#include "userland/lib/server.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
};

absl::StatusOr<ServerOptions> ParseOptions(const std::vector<std::string>& args) {
  ServerOptions options;
  for (std::size_t i = 1; i < args.size(); i += 2) {
    const std::string& option = args[i];
    const bool is_host = option == "--host";
    const bool is_port = option == "--port";
    if (!is_host && !is_port)
      return absl::InvalidArgumentError(absl::StrCat(option, ": no such option"));
    if (i + 1 == args.size())
      return absl::InvalidArgumentError(absl::StrCat(option, " needs a value"));
    if (is_host) {
      options.host = args[i + 1];
      continue;
    }
    const absl::StatusOr<std::int64_t> port = ParseNumber(args[i + 1], 0, UINT16_MAX);
    if (!port.ok()) return port.status();
    options.port = static_cast<std::uint16_t>(*port);
  }
  return options;
}

}  // namespace

Co<absl::StatusOr<Listener>> StartServer(std::vector<std::string> args) {
  absl::StatusOr<ServerOptions> options = ParseOptions(args);
  if (!options.ok()) co_return options.status();
  absl::StatusOr<Listener> listener =
      co_await Listener::At(std::move(options->host), options->port);
  if (listener.ok()) Print("listening on %s\n", listener->address().ToString());
  co_return listener;
}

Co<int> ServeAll(std::vector<std::string> args, std::string task_name, ServeClient serve) {
  absl::StatusOr<Listener> listener = co_await StartServer(args);
  if (!listener.ok()) co_return Complain(args[0], listener.status());
  TaskGroup clients(OnFailure::kGoOn);
  for (;;) {
    absl::StatusOr<Connection> client = co_await listener->Accept();
    if (!client.ok()) co_return Complain(args[0], client.status());
    clients.Spawn(task_name, serve(*std::move(client)));
  }
}

}  // namespace corix
