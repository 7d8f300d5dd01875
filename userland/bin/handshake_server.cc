#include <array>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "userland/bin/programs.h"
#include "userland/lib/server.h"

namespace corix {
namespace {

// The first line must be "hello"; it is answered by "hello".
Co<bool> Handshake(Connection& client) {
  constexpr std::size_t kLongestGreeting = 64;
  const auto greeting = co_await client.ReceiveUntil("\n", kLongestGreeting);
  if (!greeting.ok() || !greeting->has_value()) co_return false;
  if (absl::StripAsciiWhitespace(**greeting) != "hello") co_return false;
  co_return (co_await client.SendAll("hello\n")).ok();
}

Process Serve(Connection client) {
  const bool greeted = co_await Handshake(client);
  if (!greeted) co_return;
  std::array<char, 512> buffer;
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_await client.Receive(absl::MakeSpan(buffer));
    if (!bytes.ok() || *bytes == 0) co_return;
    const absl::Status sent = co_await client.SendAll({buffer.data(), *bytes});
    if (!sent.ok()) co_return;
  }
}

}  // namespace

// An echo server for those who have greeted it; others are closed.
Co<int> HandshakeServerMain(Args args) { return ServeAll(std::move(args), "handshake", &Serve); }

}  // namespace corix
