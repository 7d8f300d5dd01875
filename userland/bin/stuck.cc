#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "syscalls/wait_task.h"
#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/lib/channel.h"
#include "userland/lib/mutex.h"
#include "userland/lib/task_group.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

// Takes one lock, and a turn later the other, as nobody should who does not always take them in the
// same order.
Process TakeBoth(Mutex* first, Mutex* second) {
  const absl::StatusOr<Mutex::Guard> one = co_await first->Lock();
  co_yield Yield();
  const absl::StatusOr<Mutex::Guard> two = co_await second->Lock();
}

// A takes the lock a and wants b; B has b and wants a.
Process Abba() {
  Mutex a("a");
  Mutex b("b");
  TaskGroup pair;
  pair.Spawn("ab", TakeBoth(&a, &b));
  pair.Spawn("ba", TakeBoth(&b, &a));
  (void)(co_yield pair.Wait());
}

Process TakeOne(Mutex* mutex) { const absl::StatusOr<Mutex::Guard> guard = co_await mutex->Lock(); }

// A parent waits for its child, which waits for a lock that the parent has.
Process Parent() {
  Mutex mutex("purse");
  const absl::StatusOr<Mutex::Guard> guard = co_await mutex.Lock();
  TaskGroup family;
  const Tid child = family.Spawn("child", TakeOne(&mutex));
  (void)(co_yield WaitTask(child));
}

// Says something, perhaps, and goes.
Process Speak(Channel<int>::Sender sender, int messages) {
  for (int i = 0; i < messages; ++i) (void)(co_await sender.Send(i));
}

// Who listens to a channel that the last sender has left without closing it waits for ever.
Process Silence() {
  Channel<int> channel(1, "news");
  TaskGroup speakers;
  speakers.Spawn("speaker", Speak(channel.MakeSender(), 1));
  for (;;) (void)(co_await channel.Receive());
}

struct Knot {
  std::string_view name;
  Process (*tie)();
};
constexpr std::array kKnots = {Knot{"abba", &Abba}, Knot{"parent", &Parent},
                               Knot{"silence", &Silence}};

Co<int> Tie(ParsedArgs args) {
  const std::string& wanted = args.operands()[0];
  for (const Knot& knot : kKnots) {
    if (knot.name != wanted) continue;
    co_await knot.tie();
    co_return 0;
  }
  co_return Fail(args, absl::StrCat(wanted, ": no such knot; there are abba, parent and silence"));
}

}  // namespace

extern const Program kStuck = {
    .name = "stuck",
    .params = "abba|parent|silence",
    .summary = "wait for ever, in one of three ways: for deadlocks and why to explain",
    .idea = "two locks in two orders; a lock and a child; a channel that nobody will send on",
    .tool = &Tie,
    .least = 1,
    .most = 1,
};

}  // namespace corix
