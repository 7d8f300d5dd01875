#include <optional>
#include <string>
#include <utility>

#include "syscalls/new_task.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/server.h"
#include "userland/lib/task_set.h"

namespace corix {
namespace {

// Small on purpose: a request comes in pieces, wherever they may be cut.
constexpr std::size_t kPiece = 64;
constexpr std::size_t kLongestRequest = std::size_t{64} * 1024;

// A request ends with an empty line; the answer is "Hello " and the request, and the end of the
// connection.
Process SayHello(Connection client, TaskSet::Ticket ticket) {
  const TaskSet::Member member(std::move(ticket));
  if (!member.joined()) co_return;
  const auto request = co_await client.ReceiveUntil("\n\n", kLongestRequest);
  if (!request.ok() || !request->has_value()) co_return;
  const std::string answer = "Hello " + **request;
  (void)co_await client.SendAll(answer);
}

}  // namespace

Co<int> HelloServerMain(Args args) {
  absl::StatusOr<Listener> listener = co_await StartServer(args);
  if (!listener.ok()) co_return Complain(args[0], listener.status());
  TaskSet clients;
  for (;;) {
    absl::StatusOr<Connection> client = co_await listener->Accept();
    if (!client.ok()) co_return Complain(args[0], client.status());
    Connection in_pieces(std::move(client->file()), kPiece);
    co_yield NewTask("hello", SayHello(std::move(in_pieces), clients.NewTicket())).Detached();
  }
}

}  // namespace corix
