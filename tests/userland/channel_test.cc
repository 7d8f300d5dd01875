// Channels: every message arrives once, in order, and nothing granted is lost.

#include "userland/lib/channel.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

Process SendAndNote(Channel<int>* channel, int message, std::string* log, std::string who) {
  const absl::Status status = co_await channel->Send(message);
  Note(log, who, status);
}
Process ReceiveAndNote(Channel<int>* channel, std::string* log, std::string who) {
  const absl::StatusOr<int> message = co_await channel->Receive();
  if (message.ok()) who += absl::StrCat("=", *message);
  Note(log, who, message.status());
}
Process SendAll(Channel<int>* channel, int from, int to) {
  for (int i = from; i < to; ++i) {
    const absl::Status status = co_await channel->Send(i);
    EXPECT_TRUE(status.ok()) << status;
  }
}
Process ReceiveAll(Channel<int>* channel, std::vector<int>* got) {
  while (std::optional<int> message = co_await channel->Next()) got->push_back(*message);
}

// What goes in comes out, in order, whatever the capacity. (Capacity 0 is 1.)
CORIX_TEST(ChannelTest, Fifo) {
  for (const std::size_t capacity : {0, 1, 2, 3, 16, 1000}) {
    Channel<int> channel(capacity);
    EXPECT_EQ(channel.capacity(), std::max<std::size_t>(capacity, 1));
    std::vector<int> got;
    TaskGroup group;
    group.Spawn(ReceiveAll(&channel, &got));
    co_await SendAll(&channel, 0, 100);
    channel.Close();
    EXPECT_TRUE((co_yield group.Wait()).ok());
    EXPECT_EQ(got.size(), 100u);
    for (int i = 0; i < static_cast<int>(got.size()); ++i) EXPECT_EQ(got[i], i);
  }
}

// What need not wait is no trap.
CORIX_TEST(ChannelTest, WithRoomThereIsNoTrap) {
  Channel<int> channel(8);
  const std::uint64_t before = cpu.task->traps();
  co_await SendAll(&channel, 0, 8);
  EXPECT_EQ(channel.size(), 8u);
  for (int i = 0; i < 8; ++i) EXPECT_EQ((co_await channel.Receive()).value_or(-1), i);
  EXPECT_EQ(cpu.task->traps(), before);
}

// Those who wait are served in the order in which they came, on both sides.
CORIX_TEST(ChannelTest, WaitersInOrder) {
  Channel<int> channel(1);
  std::string log;
  for (const char* who : {"a", "b", "c"}) Start(ReceiveAndNote(&channel, &log, who));
  co_yield Yield();
  for (int i = 1; i <= 3; ++i) Start(SendAndNote(&channel, i, &log, "s"));
  co_await Settle();
  EXPECT_EQ(log, "s a=1 s b=2 s c=3 ");
  log.clear();
  for (int i = 1; i <= 3; ++i) Start(SendAndNote(&channel, i, &log, absl::StrCat("s", i)));
  co_await Settle();
  EXPECT_EQ(log, "s1 ");
  for (int i = 1; i <= 3; ++i) EXPECT_EQ((co_await channel.Receive()).value_or(-1), i);
  EXPECT_EQ(log, "s1 s2 s3 ");
}

// From its wake-up on, the message, or the room, is reserved for the one who was woken.
CORIX_TEST(ChannelTest, NobodyPassesOneWhoWasWoken) {
  Channel<int> channel(1);
  std::string log;
  Start(ReceiveAndNote(&channel, &log, "a"));
  co_yield Yield();
  EXPECT_TRUE(channel.TrySend(1));
  EXPECT_FALSE(channel.TryReceive().has_value());
  Start(ReceiveAndNote(&channel, &log, "b"));
  co_await Settle();
  EXPECT_EQ(log, "a=1 ");
  EXPECT_TRUE(channel.TrySend(2));
  co_await Settle();
  EXPECT_EQ(log, "a=1 b=2 ");

  EXPECT_TRUE(channel.TrySend(3));
  Start(SendAndNote(&channel, 4, &log, "s"));
  co_yield Yield();
  EXPECT_EQ(channel.TryReceive(), 3);
  EXPECT_FALSE(channel.TrySend(5));
  co_await Settle();
  EXPECT_EQ(channel.TryReceive(), 4);
}

CORIX_TEST(ChannelTest, MoveOnlyMessages) {
  Channel<std::unique_ptr<int>> channel(1);
  EXPECT_TRUE((co_await channel.Send(std::make_unique<int>(1))).ok());
  auto two = std::make_unique<int>(2);
  EXPECT_FALSE(channel.TrySend(std::move(two)));
  EXPECT_NE(two, nullptr);  // it stayed where it was
  EXPECT_EQ(**(co_await channel.Receive()), 1);
  EXPECT_TRUE(channel.TrySend(std::move(two)));
  EXPECT_EQ(**channel.TryReceive(), 2);
  EXPECT_TRUE(channel.TrySend(std::make_unique<int>(3)));  // dies with the channel
  channel.Close();
  auto four = std::make_unique<int>(4);
  EXPECT_FALSE(channel.TrySend(std::move(four)));
  EXPECT_NE(four, nullptr);
}

// Closing refuses those who wait to send; what is in the channel still arrives; then comes the end,
// again and again.
CORIX_TEST(ChannelTest, CloseWithSenders) {
  Channel<int> channel(2);
  std::string log;
  for (int i = 1; i <= 4; ++i) Start(SendAndNote(&channel, i, &log, absl::StrCat(i)));
  co_await Settle();
  channel.Close();
  channel.Close();
  EXPECT_TRUE(channel.closed());
  co_await Settle();
  EXPECT_EQ(log, "1 2 3:FAILED_PRECONDITION 4:FAILED_PRECONDITION ");
  EXPECT_TRUE(absl::IsFailedPrecondition(co_await channel.Send(5)));
  EXPECT_EQ((co_await channel.Receive()).value_or(-1), 1);
  EXPECT_EQ(channel.TryReceive(), 2);
  EXPECT_FALSE(channel.TryReceive().has_value());
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(absl::IsOutOfRange((co_await channel.Receive()).status()));
    EXPECT_FALSE((co_await channel.Next()).has_value());
  }
}

// Closing ends those who wait to receive; one for whom a message was there gets it.
CORIX_TEST(ChannelTest, CloseWithReceivers) {
  Channel<int> channel(2);
  std::string log;
  for (const char* who : {"a", "b", "c"}) Start(ReceiveAndNote(&channel, &log, who));
  co_yield Yield();
  EXPECT_TRUE(channel.TrySend(1));
  channel.Close();
  co_await Settle();
  EXPECT_EQ(log, "a=1 b:OUT_OF_RANGE c:OUT_OF_RANGE ");
}

// A sender that was woken, and finds the channel closed, is refused.
CORIX_TEST(ChannelTest, ClosedBetweenWakeUpAndTurn) {
  Channel<int> channel(1);
  std::string log;
  EXPECT_TRUE(channel.TrySend(1));
  Start(SendAndNote(&channel, 2, &log, "s"));
  co_yield Yield();
  EXPECT_EQ(channel.TryReceive(), 1);
  channel.Close();
  co_await Settle();
  EXPECT_EQ(log, "s:FAILED_PRECONDITION ");
  EXPECT_EQ(channel.size(), 0u);
}

// A receiver, or a sender, that is killed between its wake-up and its turn leaves the message, or
// the room, to the next one, or to whoever comes.
CORIX_TEST(ChannelTest, KilledBetweenWakeUpAndTurn) {
  Channel<int> channel(2);
  std::string log;
  std::vector<Tid> tids;
  for (const char* who : {"a", "b", "c"})
    tids.push_back(Start(ReceiveAndNote(&channel, &log, who)));
  co_yield Yield();
  EXPECT_TRUE(channel.TrySend(1));
  EXPECT_TRUE(channel.TrySend(2));
  KillNow(tids[0]);
  KillNow(tids[1]);
  EXPECT_EQ(channel.TryReceive().value_or(-1), 1);  // the other one is reserved for c
  EXPECT_FALSE(channel.TryReceive().has_value());
  co_await Settle();
  EXPECT_EQ(log, "c=2 ");

  log.clear();
  EXPECT_TRUE(channel.TrySend(1));
  EXPECT_TRUE(channel.TrySend(2));
  tids.clear();
  for (int i = 3; i < 6; ++i)
    tids.push_back(Start(SendAndNote(&channel, i, &log, absl::StrCat(i))));
  co_yield Yield();
  EXPECT_EQ(channel.TryReceive(), 1);
  KillNow(tids[0]);
  EXPECT_FALSE(channel.TrySend(9));
  co_await Settle();
  EXPECT_EQ(channel.TryReceive(), 2);
  KillNow(tids[2]);
  EXPECT_TRUE(channel.TrySend(9));
  EXPECT_EQ(log, "4 ");
  EXPECT_EQ(channel.TryReceive(), 4);
  EXPECT_EQ(channel.TryReceive(), 9);
}

// Cancelled in its sleep, a receiver leaves the line; after its wake-up, it has the message.
CORIX_TEST(ChannelTest, Cancelled) {
  Channel<int> channel(1);
  std::string log;
  const Tid a = Start(ReceiveAndNote(&channel, &log, "a"));
  const Tid b = Start(ReceiveAndNote(&channel, &log, "b"));
  co_yield Yield();
  CancelNow(a);
  EXPECT_TRUE(channel.TrySend(1));
  CancelNow(b);
  co_await Settle();
  EXPECT_EQ(log, "a:CANCELLED b=1 ");
}

Process ReceiveWithin(Channel<int>* channel, std::string* log, std::string who,
                      absl::Duration limit) {
  const absl::Status status = co_await WithTimeout(limit, ReceiveAndNote(channel, log, who));
  if (!status.ok()) Note(log, who, status);
}

// Time up in its sleep, and after its wake-up: the same.
TEST(ChannelTest, TimedOut) {
  Channel<int> channel(2);
  std::string log;
  Kernel kernel(VirtualOptions());
  kernel.Spawn(ReceiveWithin(&channel, &log, "a", absl::Seconds(1)));
  kernel.Spawn(ReceiveWithin(&channel, &log, "b", absl::Seconds(2)));
  kernel.Spawn(ReceiveAndNote(&channel, &log, "c"));
  kernel.RunReady();
  kernel.Advance(absl::Seconds(1));
  kernel.Spawn(SendAll(&channel, 1, 3));
  EXPECT_TRUE(kernel.Step());  // a's end
  EXPECT_TRUE(kernel.Step());  // the sender wakes b and c
  kernel.Advance(absl::Seconds(1));
  ExpectRuns(kernel);
  EXPECT_EQ(log, "a:DEADLINE_EXCEEDED b=1 c=2 ");
}

// Those who wait when it goes are told, on both sides; messages die with it.
CORIX_TEST(ChannelTest, Destroyed) {
  std::string log;
  auto channel = std::make_unique<Channel<int>>(1);
  Start(ReceiveAndNote(channel.get(), &log, "a"));
  Start(ReceiveAndNote(channel.get(), &log, "b"));
  co_yield Yield();
  EXPECT_TRUE(channel->TrySend(1));  // wakes a
  channel.reset();
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND b:NOT_FOUND ");
  log.clear();
  channel = std::make_unique<Channel<int>>(1);
  EXPECT_TRUE(channel->TrySend(1));
  Start(SendAndNote(channel.get(), 2, &log, "s"));
  Start(SendAndNote(channel.get(), 3, &log, "t"));
  co_yield Yield();
  EXPECT_EQ(channel->TryReceive(), 1);  // wakes s
  channel.reset();
  co_await Settle();
  EXPECT_EQ(log, "s:NOT_FOUND t:NOT_FOUND ");
}

Process ClogAndReceive(Fd out, Channel<int>* channel, std::string* log) {
  Clog(out);
  co_await ReceiveAndNote(channel, log, "a");
}
Process ClogAndSend(Fd out, Channel<int>* channel, std::string* log) {
  Clog(out);
  co_await SendAndNote(channel, 7, log, "s");
}

// What happens while a task's output waits before its call is not missed.
CORIX_TEST(ChannelTest, OutputBeforeTheSleep) {
  for (const bool closes : {false, true}) {
    std::string log;
    const PipeEnds pipe = co_yield Pipe(1);
    Channel<int> empty(1);
    Channel<int> full(1);
    EXPECT_TRUE(full.TrySend(1));
    const Tid receiver = Start(ClogAndReceive(pipe.writer, &empty, &log));
    const Tid sender = Start(ClogAndSend(pipe.writer, &full, &log));
    co_yield Yield();
    EXPECT_TRUE(Writes(receiver) && Writes(sender));
    if (closes) {
      empty.Close();
      full.Close();
    } else {
      EXPECT_TRUE(empty.TrySend(5));
      EXPECT_EQ(full.TryReceive(), 1);
    }
    for (int i = 0; i < 3; ++i) co_await Unclog(pipe.reader);
    co_await Settle();
    EXPECT_EQ(log, closes ? "a:OUT_OF_RANGE s:FAILED_PRECONDITION " : "a=5 s ");
  }
}

CORIX_TEST(ChannelTest, DestroyedBeforeTheSleep) {
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  auto channel = std::make_unique<Channel<int>>(1);
  const Tid a = Start(ClogAndReceive(pipe.writer, channel.get(), &log));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  channel.reset();
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND ");
}

// A message whose move throws, now and then.
struct Brittle {
  explicit Brittle(int n) : number(n) {}
  Brittle(Brittle&& other) : number(other.number) {  // NOLINT
    if (--moves_left == 0) throw std::runtime_error("broken");
  }
  int number;
  inline static int moves_left = 0;  // 0 and less: no move throws any more
};

Process SendBrittle(Channel<Brittle>* channel, int number, std::string* log) {
  try {
    const absl::Status status = co_await channel->Send(Brittle(number));
    EXPECT_TRUE(status.ok());
    absl::StrAppend(log, "s", number, " ");
  } catch (const std::runtime_error&) {
    absl::StrAppend(log, "s", number, ":b ");
  }
}
Process ReceiveBrittle(Channel<Brittle>* channel, std::string* log) {
  try {
    const absl::StatusOr<Brittle> message = co_await channel->Receive();
    absl::StrAppend(log, "r", message.ok() ? message->number : -1, " ");
  } catch (const std::runtime_error&) {
    *log += "r:b ";
  }
}

// Whose message breaks on its way fails alone: nobody waits for room, or for a message, that is
// there.
CORIX_TEST(ChannelTest, MessagesWhoseMovesThrow) {
  constexpr int kMessages = 4;
  for (const bool full : {false, true}) {
    for (int moves = 1; moves < 20; ++moves) {
      std::string log;
      Channel<Brittle> channel(1);
      Brittle::moves_left = 0;
      for (int i = 0; i < kMessages; ++i)
        Start(full ? SendBrittle(&channel, i, &log) : ReceiveBrittle(&channel, &log));
      co_await Settle();
      Brittle::moves_left = moves;
      for (int i = 0; i < kMessages; ++i)
        Start(full ? ReceiveBrittle(&channel, &log) : SendBrittle(&channel, i, &log));
      co_await Settle();
      Brittle::moves_left = 0;
      EXPECT_EQ(std::count(log.begin(), log.end(), 's'), kMessages) << log;
      if (channel.size() > 0) {
        EXPECT_EQ(std::count(log.begin(), log.end(), 'r'), kMessages) << log;
      }
      channel.Close();
      co_await Settle();
      EXPECT_EQ(std::count(log.begin(), log.end(), 'r'), kMessages) << log;
    }
  }
}

}  // namespace
}  // namespace corix::testing
