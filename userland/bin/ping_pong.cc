#include <cstdint>

#include "absl/strings/str_cat.h"
#include "syscalls/receive.h"
#include "syscalls/send.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

// Sends back each ball to whoever it came from; an empty one is the end of the game. Returns the
// exit code.
Co<int> Pong() {
  for (;;) {
    const absl::StatusOr<Message> ball = co_yield Receive();
    if (!ball.ok()) co_return 1;
    if (ball->text.empty()) co_return 0;
    Print("pong %s\n", ball->text);
    const absl::Status sent = co_yield Send(ball->from, ball->text);
    if (!sent.ok()) co_return 1;
  }
}

Co<int> Ping(Tid pong, std::int64_t rounds) {
  for (std::int64_t round = 1; round <= rounds; ++round) {
    Print("ping %d\n", round);
    const absl::Status sent = co_yield Send(pong, absl::StrCat(round));
    if (!sent.ok()) co_return 1;
    const absl::StatusOr<Message> back = co_yield Receive();
    if (!back.ok()) co_return 1;
  }
  const absl::Status sent = co_yield Send(pong, "");
  co_return sent.ok() ? 0 : 1;
}

}  // namespace

// Two tasks and their mailboxes. Should one of them fail, the other one ends too, with the group.
Co<int> PingPongMain(Args args) {
  if (args.size() > 2) co_return ComplainOfUsage(args);
  const auto rounds = ParseNumber(args.size() == 2 ? args[1] : "3", 0, 1'000'000);
  if (!rounds.ok()) co_return Complain(args[0], rounds.status());
  TaskGroup players;
  const Tid pong = players.Spawn("pong", Pong());
  players.Spawn("ping", Ping(pong, *rounds));
  const absl::Status status = co_yield players.Wait();
  co_return status.ok() ? 0 : Complain(args[0], status);
}

}  // namespace corix
