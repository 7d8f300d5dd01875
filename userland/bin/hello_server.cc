#include <optional>
#include <string>
#include <utility>

#include "userland/bin/programs.h"
#include "userland/lib/server.h"

namespace corix {
namespace {

// Small on purpose: a request comes in pieces, wherever they may be cut.
constexpr std::size_t kPiece = 64;
constexpr std::size_t kLongestRequest = std::size_t{64} * 1024;

// A request ends with an empty line; the answer is "Hello " and the request, and the end of the
// connection.
Process SayHello(Connection connection) {
  Connection client(std::move(connection.file()), kPiece);
  const auto request = co_await client.ReceiveUntil("\n\n", kLongestRequest);
  if (!request.ok() || !request->has_value()) co_return;
  const std::string answer = "Hello " + **request;
  (void)co_await client.SendAll(answer);
}

}  // namespace

Co<int> HelloServerMain(Args args) { return ServeAll(std::move(args), "hello", &SayHello); }

}  // namespace corix
