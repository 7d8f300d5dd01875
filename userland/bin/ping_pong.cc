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

// Sends back each ball to whoever it came from.
Process Pong() {
  for (;;) {
    const absl::StatusOr<Message> ball = co_yield Receive();
    if (!ball.ok()) co_return;
    Print("pong %s\n", ball->text);
    const absl::Status sent = co_yield Send(ball->from, ball->text);
    if (!sent.ok()) co_return;
  }
}

}  // namespace

// Two tasks and their mailboxes.
Co<int> PingPongMain(Args args) {
  if (args.size() > 2) co_return ComplainOfUsage(args);
  const auto rounds = ParseNumber(args.size() == 2 ? args[1] : "3", 0, 1'000'000);
  if (!rounds.ok()) co_return Complain(args[0], rounds.status());
  TaskGroup group;
  const Tid pong = group.Spawn("pong", Pong());
  for (int round = 1; round <= *rounds; ++round) {
    Print("ping %d\n", round);
    const absl::Status sent = co_yield Send(pong, absl::StrCat(round));
    if (!sent.ok()) co_return Complain(args[0], sent);
    const absl::StatusOr<Message> back = co_yield Receive();
    if (!back.ok()) co_return Complain(args[0], back.status());
  }
  // Pong would wait for ever: it ends with its group.
  co_return 0;
}

}  // namespace corix
