#include <array>
#include <string_view>
#include <utility>

#include "syscalls/read.h"
#include "syscalls/write.h"
#include "userland/bin/programs.h"
#include "userland/lib/server.h"

namespace corix {
namespace {

// One client, in a straight line: what it waits for, and how far it is, is where it stands.
Process EchoClient(Connection client) {
  // Small, since each of thousands that are idle has one.
  std::array<char, 256> buffer;
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(client.file(), absl::MakeSpan(buffer));
    if (!bytes.ok() || *bytes == 0) co_return;
    for (std::string_view unsent(buffer.data(), *bytes); !unsent.empty();) {
      const absl::StatusOr<std::size_t> sent = co_yield Write(client.file(), unsent);
      if (!sent.ok()) co_return;
      unsent.remove_prefix(*sent);
    }
  }
}

}  // namespace

Co<int> EchoServerMain(Args args) { return ServeAll(std::move(args), "echo", &EchoClient); }

}  // namespace corix
