#include <array>

#include "syscalls/read.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/server.h"

namespace corix {

// The simplest server: it serves one client to its end, and only then looks for the next. Others
// wait in the host's queue. (It blocks itself alone: the rest of the kernel goes on.)
Co<int> EchoBlockingMain(Args args) {
  absl::StatusOr<Listener> listener = co_await StartServer(args);
  if (!listener.ok()) co_return Complain(args[0], listener.status());
  std::array<char, 512> buffer;
  for (;;) {
    absl::StatusOr<Connection> client = co_await listener->Accept();
    if (!client.ok()) co_return Complain(args[0], client.status());
    for (;;) {
      const absl::StatusOr<std::size_t> bytes =
          co_yield Read(client->file(), absl::MakeSpan(buffer));
      if (!bytes.ok() || *bytes == 0) break;
      const absl::Status sent = co_await client->SendAll({buffer.data(), *bytes});
      if (!sent.ok()) break;
    }
  }
}

}  // namespace corix
