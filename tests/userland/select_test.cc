// Select: exactly one of the cases happens, and none is starved.

#include "userland/lib/select.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

// Receives from whichever of two channels has something, and says what.
Process ReceiveEither(Channel<int>* one, Channel<int>* two, std::string* log, std::string who) {
  std::optional<int> a;
  std::optional<int> b;
  const absl::StatusOr<int> which = co_await Select(ReceiveFrom(*one, a), ReceiveFrom(*two, b));
  if (which.ok()) {
    EXPECT_FALSE(a.has_value() && b.has_value());
    absl::StrAppend(&who, "@", *which, "=", a.value_or(0) + b.value_or(0));
  }
  Note(log, who, which.status());
}

// What is ready happens without a trap; else the first that becomes ready, or the time.
CORIX_TEST(SelectTest, WhicheverIsFirst) {
  Channel<int> numbers(1);
  Channel<std::string> words(1);
  std::optional<int> number;
  std::optional<std::string> word;
  const absl::StatusOr<int> none = co_await Select(
      After(absl::Seconds(9)), ReceiveFrom(numbers, number), After(absl::Seconds(2)),
      ReceiveFrom(words, word), After(absl::InfiniteDuration()));
  EXPECT_EQ(none.value_or(-1), 2);
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Seconds(2));
  EXPECT_TRUE(words.TrySend("x"));
  const std::uint64_t before = cpu.task->traps();
  const absl::StatusOr<int> second =
      co_await Select(ReceiveFrom(numbers, number), ReceiveFrom(words, word));
  EXPECT_EQ(second.value_or(-1), 1);
  EXPECT_EQ(word, "x");
  EXPECT_EQ(cpu.task->traps(), before);
  for (const absl::Duration past : {absl::ZeroDuration(), absl::Seconds(-1)}) {
    const absl::StatusOr<int> late = co_await Select(ReceiveFrom(numbers, number), After(past));
    EXPECT_EQ(late.value_or(-1), 1);
  }
}

// A case to send happens when there is room; a message that was not sent stays.
CORIX_TEST(SelectTest, Sends) {
  Channel<std::unique_ptr<int>> channel(1);
  std::optional<std::unique_ptr<int>> message(std::make_unique<int>(1));
  EXPECT_EQ((co_await Select(SendTo(channel, message), After(absl::Seconds(1)))).value_or(-1), 0);
  EXPECT_FALSE(message.has_value());
  message = std::make_unique<int>(2);
  EXPECT_EQ((co_await Select(SendTo(channel, message), After(absl::Seconds(1)))).value_or(-1), 1);
  EXPECT_EQ(**message, 2);
  // Both ways at the same channel.
  std::optional<std::unique_ptr<int>> got;
  EXPECT_EQ((co_await Select(SendTo(channel, message), ReceiveFrom(channel, got))).value_or(-1), 1);
  EXPECT_EQ(**got, 1);
  EXPECT_EQ((co_await Select(SendTo(channel, message), ReceiveFrom(channel, got))).value_or(-1), 0);
  EXPECT_EQ(channel.size(), 1u);
}

// A case to send that has no message takes nothing away from those who have one.
CORIX_TEST(SelectTest, SendsNothing) {
  Channel<int> channel(1);
  std::string log;
  EXPECT_TRUE(channel.TrySend(1));
  Start([](Channel<int>* c, std::string* out) -> Process {
    std::optional<int> none;
    const absl::StatusOr<int> which = co_await Select(SendTo(*c, none), After(absl::Seconds(9)));
    Note(out, "none", which.status());
  }(&channel, &log));
  Start([](Channel<int>* c, std::string* out) -> Process {
    Note(out, "some", co_await c->Send(2));
  }(&channel, &log));
  co_await Settle();
  EXPECT_EQ(channel.TryReceive(), 1);
  co_await Settle();
  EXPECT_EQ(log, "none some ");
  EXPECT_EQ(channel.TryReceive(), 2);
}

// Closed channels are always ready: nothing comes from them, and a message to them stays.
CORIX_TEST(SelectTest, Closed) {
  Channel<int> open(1);
  Channel<int> closed(2);
  EXPECT_TRUE(closed.TrySend(1));
  closed.Close();
  std::optional<int> a = 9;
  std::optional<int> b = 9;
  EXPECT_EQ((co_await Select(ReceiveFrom(open, a), ReceiveFrom(closed, b))).value_or(-1), 1);
  EXPECT_EQ(b, 1);
  EXPECT_EQ((co_await Select(ReceiveFrom(open, a), ReceiveFrom(closed, b))).value_or(-1), 1);
  EXPECT_EQ(b, std::nullopt);
  EXPECT_EQ(a, 9);
  EXPECT_EQ((co_await Select(ReceiveFrom(open, b), SendTo(closed, a))).value_or(-1), 1);
  EXPECT_EQ(a, 9);
  // One that sleeps learns of the end.
  std::string log;
  Channel<int> other(1);
  Start(ReceiveEither(&open, &other, &log, "x"));
  co_yield Yield();
  other.Close();
  co_await Settle();
  EXPECT_EQ(log, "x@1=0 ");
}

// Of channels that are always ready each is chosen equally often, also by Selects of several kinds.
CORIX_TEST(SelectTest, Fair) {
  Channel<int> a(1);
  Channel<int> b(1);
  Channel<int> c(1);
  std::vector<int> chosen(3);
  std::optional<int> got;
  const auto fill = [&] {
    a.TrySend(1);
    b.TrySend(1);
    c.TrySend(1);
  };
  for (int i = 0; i < 300; ++i) {
    fill();
    const absl::StatusOr<int> which =
        co_await Select(ReceiveFrom(a, got), ReceiveFrom(b, got), ReceiveFrom(c, got));
    ++chosen[static_cast<std::size_t>(which.value_or(0))];
  }
  EXPECT_EQ(chosen, (std::vector<int>{100, 100, 100}));
  chosen = {0, 0};
  for (int i = 0; i < 100; ++i) {
    fill();
    const absl::StatusOr<int> which =
        co_await Select(ReceiveFrom(a, got), ReceiveFrom(b, got), After(absl::Seconds(1)));
    ++chosen[static_cast<std::size_t>(which.value_or(0))];
  }
  EXPECT_EQ(chosen, (std::vector<int>{50, 50}));
}

// Killed between wake-up and turn, a Select leaves the message to the next; cancelled or timed out
// then, it has it.
CORIX_TEST(SelectTest, StruckBetweenWakeUpAndTurn) {
  Channel<int> one(1);
  Channel<int> two(1);
  std::string log;
  std::vector<Tid> tids;
  for (const char* who : {"a", "b", "c"})
    tids.push_back(Start(ReceiveEither(&one, &two, &log, who)));
  co_yield Yield();
  EXPECT_TRUE(two.TrySend(5));
  EXPECT_TRUE(one.TrySend(6));
  KillNow(tids[0]);
  CancelNow(tids[1]);
  co_await Settle();
  EXPECT_EQ(log, "b@0=6 c@1=5 ");
  // Cancelled in its sleep it leaves both lines.
  log.clear();
  const Tid d = Start(ReceiveEither(&one, &two, &log, "d"));
  co_yield Yield();
  CancelNow(d);
  EXPECT_TRUE(one.TrySend(7));
  EXPECT_EQ(one.TryReceive(), 7);
  EXPECT_TRUE(two.TrySend(8));
  EXPECT_EQ(two.TryReceive(), 8);
  co_await Settle();
  EXPECT_EQ(log, "d:CANCELLED ");
}

// A Select is woken once: what comes into its other channel meanwhile is free for others.
CORIX_TEST(SelectTest, WokenOnce) {
  Channel<int> one(1);
  Channel<int> two(1);
  std::string log;
  Start(ReceiveEither(&one, &two, &log, "a"));
  co_yield Yield();
  EXPECT_TRUE(one.TrySend(1));
  EXPECT_TRUE(two.TrySend(2));
  EXPECT_FALSE(one.TryReceive().has_value());
  EXPECT_EQ(two.TryReceive(), 2);
  co_await Settle();
  EXPECT_EQ(log, "a@0=1 ");
}

// The same channel twice is no fault.
CORIX_TEST(SelectTest, TheSameChannelTwice) {
  Channel<int> channel(2);
  std::string log;
  Start(ReceiveEither(&channel, &channel, &log, "a"));
  const Tid b = Start(ReceiveEither(&channel, &channel, &log, "b"));
  Start(ReceiveEither(&channel, &channel, &log, "c"));
  co_yield Yield();
  EXPECT_TRUE(channel.TrySend(1));
  KillNow(b);
  EXPECT_TRUE(channel.TrySend(2));
  co_await Settle();
  EXPECT_EQ(log, "a@0=1 c@0=2 ");
}

Process SelectWithin(Channel<int>* one, Channel<int>* two, std::string* log, absl::Duration after,
                     absl::Duration limit) {
  const absl::StatusOr<int> which = co_await WithTimeout(
      limit, [](Channel<int>* a, Channel<int>* b, absl::Duration d) -> Co<absl::StatusOr<int>> {
        std::optional<int> got;
        co_return co_await Select(ReceiveFrom(*a, got), ReceiveFrom(*b, got), After(d));
      }(one, two, after));
  Note(log, absl::StrCat(which.value_or(-1)), which.status());
}

// Its own time, and a limit around it.
CORIX_TEST(SelectTest, TimedOut) {
  Channel<int> one(1);
  Channel<int> two(1);
  std::string log;
  co_await SelectWithin(&one, &two, &log, absl::Seconds(1), absl::Seconds(2));
  co_await SelectWithin(&one, &two, &log, absl::Seconds(2), absl::Seconds(1));
  EXPECT_EQ(log, "2 -1:DEADLINE_EXCEEDED ");
  EXPECT_TRUE(one.TrySend(1) && two.TrySend(1));
  EXPECT_TRUE(one.TryReceive().has_value() && two.TryReceive().has_value());
}

// One of the channels goes: the Select is told. If it was woken by another one, that counts.
CORIX_TEST(SelectTest, Destroyed) {
  for (const bool woken : {false, true}) {
    for (const bool other : {false, true}) {
      std::string log;
      auto one = std::make_unique<Channel<int>>(1);
      auto two = std::make_unique<Channel<int>>(1);
      const Tid a = Start(ReceiveEither(one.get(), two.get(), &log, "a"));
      co_yield Yield();
      if (woken) {
        EXPECT_TRUE(one->TrySend(1));
      }
      (other ? two : one).reset();
      EXPECT_EQ(cpu.kernel->FindTask(a)->state(), TaskState::kReady);
      (other ? one : two)->Close();
      co_await Settle();
      EXPECT_EQ(log, woken && other ? "a@0=1 " : "a:NOT_FOUND ");
    }
  }
}

Process ClogAndSelect(Fd out, Channel<int>* one, Channel<int>* two, std::string* log) {
  Clog(out);
  co_await ReceiveEither(one, two, log, "a");
}

// What comes while its output waits before it sleeps is not missed; and a channel that goes then is
// not touched.
CORIX_TEST(SelectTest, OutputBeforeTheSleep) {
  for (const bool goes : {false, true}) {
    std::string log;
    const PipeEnds pipe = co_yield Pipe(1);
    auto one = std::make_unique<Channel<int>>(1);
    Channel<int> two(1);
    const Tid a = Start(ClogAndSelect(pipe.writer, one.get(), &two, &log));
    co_yield Yield();
    EXPECT_TRUE(Writes(a));
    if (goes) {
      one.reset();
    } else {
      EXPECT_TRUE(two.TrySend(3));
    }
    co_await Unclog(pipe.reader);
    co_await Settle();
    EXPECT_EQ(log, goes ? "a:NOT_FOUND " : "a@1=3 ");
  }
}

// ---- Struck at every moment ----

Process SelectSome(Channel<int>* one, Channel<int>* two, Channel<int>* out) {
  for (int i = 0; i < 4; ++i) {
    std::optional<int> a;
    std::optional<int> b;
    std::optional<int> message = i;
    (void)(co_await Select(ReceiveFrom(*one, a), ReceiveFrom(*two, b), SendTo(*out, message),
                           After(absl::Seconds(1))));
    co_yield Yield();
  }
}
Process SendSome(Channel<int>* channel) {
  for (int i = 0; i < 3; ++i) {
    std::optional<int> message = i;
    (void)(co_await Select(SendTo(*channel, message), After(absl::Seconds(1))));
  }
}

Process Scenario() {
  Channel<int> one(1);
  Channel<int> two(1);
  Channel<int> out(2);
  TaskGroup group;
  group.Spawn(SelectSome(&one, &two, &out));
  group.Spawn(SelectSome(&two, &one, &out));
  group.Spawn(SendSome(&one));
  group.Spawn(SendSome(&two));
  (void)(co_yield group.Wait());
}

TEST(SelectTest, SweepOfKills) {
  EXPECT_GT(SweepKills([] { return Scenario(); }), 40);
}
TEST(SelectTest, SweepOfCancels) {
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 40);
}

}  // namespace
}  // namespace corix::testing
