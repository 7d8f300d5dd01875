// Channels in programs: struck at every moment, and random ones against a model.

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "tests/userland/sync_testing.h"
#include "userland/lib/channel.h"
#include "userland/lib/select.h"

namespace corix::testing {
namespace {

// ---- Struck at every moment ----

Process SendSome(Channel<int>* channel, int messages) {
  for (int i = 0; i < messages; ++i) {
    if (absl::IsFailedPrecondition(co_await channel->Send(i))) co_return;
  }
}
Process ReceiveSome(Channel<int>* channel) {
  while (std::optional<int> message = co_await channel->Next()) co_yield Yield();
}
Process CloseAfter(Channel<int>* channel, int turns) {
  for (int i = 0; i < turns; ++i) co_yield Yield();
  channel->Close();
}

Process Scenario() {
  Channel<int> channel(1);
  TaskGroup group;
  for (int i = 0; i < 2; ++i) group.Spawn(SendSome(&channel, 3));
  for (int i = 0; i < 2; ++i) group.Spawn(ReceiveSome(&channel));
  group.Spawn(CloseAfter(&channel, 12));
  (void)(co_yield group.Wait());
}

TEST(ChannelProgramsTest, SweepOfKills) {
  EXPECT_GT(SweepKills([] { return Scenario(); }), 40);
}
TEST(ChannelProgramsTest, SweepOfCancels) {
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 40);
}

// ---- Random programs ----

struct Message {
  int from;
  int number;
  std::unique_ptr<int> body;  // move-only
};

struct Program {
  explicit Program(std::uint64_t seed) : random(seed), channel(1 + seed % 4) {}
  Random random;
  Channel<Message> channel;
  std::map<int, std::vector<int>> sent;
  std::map<int, std::vector<int>> received;
  bool selects = false;

  void Got(Message message) {
    EXPECT_EQ(*message.body, message.number);
    received[message.from].push_back(message.number);
  }
};

Process RandomSender(Program* program, int self) {
  const int messages = static_cast<int>(1 + Below(program->random, 12));
  for (int i = 0; i < messages; ++i) {
    Message message{self, i, std::make_unique<int>(i)};
    const std::size_t how = Below(program->random, 4);
    bool sent = false;
    if (how == 0) {
      sent = program->channel.TrySend(std::move(message));
    } else if (how == 1 && program->selects) {
      std::optional<Message> offer(std::move(message));
      const absl::StatusOr<int> which =
          co_await Select(SendTo(program->channel, offer), After(absl::Milliseconds(2)));
      sent = which.ok() && *which == 0 && !offer.has_value();
    } else {
      const absl::Status status = co_await program->channel.Send(std::move(message));
      sent = status.ok();
    }
    if (sent) program->sent[self].push_back(i);
    for (std::size_t turns = Below(program->random, 3); turns > 0; --turns) co_yield Yield();
  }
}

Process RandomReceiver(Program* program) {
  while (!program->channel.closed() || program->channel.size() > 0) {
    const std::size_t how = Below(program->random, 4);
    if (how == 0) {
      std::optional<Message> message = program->channel.TryReceive();
      if (message.has_value()) program->Got(*std::move(message));
      co_yield Yield();
    } else if (how == 1 && program->selects) {
      std::optional<Message> message;
      (void)(co_await Select(ReceiveFrom(program->channel, message), After(absl::Milliseconds(1))));
      if (message.has_value()) program->Got(*std::move(message));
    } else {
      absl::StatusOr<Message> message = co_await program->channel.Receive();
      if (message.ok()) program->Got(*std::move(message));
    }
    for (std::size_t turns = Below(program->random, 3); turns > 0; --turns) co_yield Yield();
  }
}

Process CloseWhenSent(Program* program, std::vector<Tid> senders) {
  for (const Tid sender : senders) co_yield WaitTask(sender);
  program->channel.Close();
}

Process RandomProgram(std::uint64_t seed, bool selects) {
  Program program(seed);
  program.selects = selects;
  std::vector<Process> tasks;
  std::vector<Tid> senders;
  const int number = static_cast<int>(1 + Below(program.random, 4));
  for (int i = 0; i < number; ++i) senders.push_back(Start(RandomSender(&program, i)));
  for (std::size_t n = 1 + Below(program.random, 4); n > 0; --n)
    tasks.push_back(RandomReceiver(&program));
  const Tid closer = Start(CloseWhenSent(&program, senders));
  const int strikes = static_cast<int>(Below(program.random, tasks.size()));
  co_await RunAndStrike(std::move(tasks), &program.random, strikes);
  EXPECT_TRUE(Ended(closer));
  // Each message that was sent has arrived exactly once, those of one sender in their order; and
  // nothing else has.
  if (strikes == 0) {
    EXPECT_EQ(program.channel.size(), 0u);
  }
  for (const auto& [from, numbers] : program.sent) program.received[from];
  for (auto& [from, numbers] : program.received) {
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(numbers, program.sent[from]);
  }
}

// No message is lost or doubled, though receivers are killed and cancelled: at least one is left.
TEST(ChannelProgramsTest, RandomPrograms) {
  for (std::uint64_t seed = 0; seed < 400 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed, false));
  }
}
TEST(ChannelProgramsTest, RandomProgramsWithSelect) {
  for (std::uint64_t seed = 0; seed < 400 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed, true));
  }
}

// With one receiver, the messages of each sender come in the order in which they were sent; with
// senders struck, those whose Send was answered, and perhaps one more of one who died.
Process StruckSenders(std::uint64_t seed) {
  Program program(seed);
  std::vector<Process> tasks;
  const int number = static_cast<int>(2 + Below(program.random, 4));
  for (int i = 0; i < number; ++i) tasks.push_back(RandomSender(&program, i));
  const Tid receiver = Start(RandomReceiver(&program));
  co_await RunAndStrike(std::move(tasks), &program.random, 4);
  program.channel.Close();
  co_await YieldTimes(200);
  EXPECT_TRUE(Ended(receiver));
  for (auto& [from, numbers] : program.received) {
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
    EXPECT_EQ(numbers, program.sent[from]);
  }
}

TEST(ChannelProgramsTest, StruckSenders) {
  for (std::uint64_t seed = 0; seed < 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(StruckSenders(seed));
  }
}

}  // namespace
}  // namespace corix::testing
