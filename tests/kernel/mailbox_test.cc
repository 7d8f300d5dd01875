// Mailboxes: messages from task to task by tid.

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "syscalls/receive.h"
#include "syscalls/send.h"
#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

Process ReceiveAndNote(std::string* log, int messages = 1) {
  for (int i = 0; i < messages; ++i) {
    const absl::StatusOr<Message> message = co_yield Receive();
    Note(log,
         message.ok() ? absl::StrCat(message->text, "<", static_cast<int>(message->from)) : "r",
         message.status());
  }
}
Process Greet(Tid to, std::string text) { EXPECT_TRUE((co_yield Send(to, std::move(text))).ok()); }

// Messages come in the order in which they were sent, with their senders; one who waits is woken.
CORIX_TEST(MailboxTest, InOrder) {
  std::string log;
  const Tid receiver = Start(ReceiveAndNote(&log, 4));
  co_yield Yield();
  EXPECT_TRUE(Sleeps(receiver));
  EXPECT_TRUE(CallNow(Send(receiver, "a")).ok());
  EXPECT_TRUE(CallNow(Send(receiver, "b")).ok());
  const Tid other = Start(Greet(receiver, "c"));
  co_await Settle();
  const std::string me = absl::StrCat(static_cast<int>(SelfTid()));
  EXPECT_EQ(log, absl::StrCat("a<", me, " b<", me, " c<", static_cast<int>(other), " "));
  EXPECT_TRUE(Sleeps(receiver));
  KillNow(receiver);
}

// Without sleeping one only looks; a task may write to itself.
CORIX_TEST(MailboxTest, WithoutSleeping) {
  EXPECT_TRUE(absl::IsUnavailable((co_yield Receive().WithoutSleeping()).status()));
  EXPECT_TRUE((co_yield Send(SelfTid(), "note")).ok());
  const absl::StatusOr<Message> note = co_yield Receive().WithoutSleeping();
  EXPECT_EQ(note->text, "note");
  EXPECT_EQ(note->from, SelfTid());
  EXPECT_TRUE(absl::IsUnavailable((co_yield Receive().WithoutSleeping()).status()));
}

// 1024 messages fit; then the sender is refused, until one was received.
CORIX_TEST(MailboxTest, Full) {
  for (std::size_t i = 0; i < Send::kMost; ++i)
    EXPECT_TRUE(CallNow(Send(SelfTid(), absl::StrCat(i))).ok());
  const absl::Status refused = co_yield Send(SelfTid(), "too much");
  EXPECT_TRUE(absl::IsResourceExhausted(refused));
  EXPECT_EQ(refused.message(), "the mailbox of task 1 is full");
  EXPECT_EQ((co_yield Receive())->text, "0");
  EXPECT_TRUE(CallNow(Send(SelfTid(), "fits")).ok());
  for (std::size_t i = 1; i < Send::kMost; ++i)
    EXPECT_EQ((co_yield Receive())->text, absl::StrCat(i));
  EXPECT_EQ((co_yield Receive())->text, "fits");
}

class SendsAtItsEnd {
 public:
  SendsAtItsEnd(Tid to, absl::StatusCode* code) : to_(to), code_(code) {}
  ~SendsAtItsEnd() { *code_ = CallNow(Send(to_ == 0 ? SelfTid() : to_, "last words")).code(); }
  SendsAtItsEnd(const SendsAtItsEnd&) = delete;
  SendsAtItsEnd& operator=(const SendsAtItsEnd&) = delete;

 private:
  Tid to_;
  absl::StatusCode* code_;
};

// A destructor can send; one who is dying cannot be sent anything, nor a zombie, nor nobody.
CORIX_TEST(MailboxTest, WhoDoesNotLive) {
  auto code = absl::StatusCode::kUnknown;
  const auto sender = [](Tid to, absl::StatusCode* answer) -> Process {
    const SendsAtItsEnd sends(to, answer);
    co_await YieldForEver();
  };
  const Tid one = Start(sender(SelfTid(), &code));
  co_yield Yield();
  KillNow(one);
  EXPECT_EQ(code, absl::StatusCode::kOk);
  const absl::StatusOr<Message> message = co_yield Receive();
  EXPECT_EQ(message->from, one);
  EXPECT_EQ(message->text, "last words");
  const Tid two = Start(sender(Tid(0), &code));
  co_yield Yield();
  KillNow(two);
  EXPECT_EQ(code, absl::StatusCode::kNotFound);
  const Tid zombie = co_yield NewTask(YieldTimes(0));
  co_yield Yield();
  for (const int tid : {static_cast<int>(zombie), 77, 0, -1}) {
    const absl::Status status = co_yield Send(tid, "x");
    EXPECT_TRUE(absl::IsNotFound(status)) << tid;
  }
  co_yield WaitTask(zombie);
}

// Cancelled in its sleep, or between a message and its turn: the message stays for the next
// Receive.
CORIX_TEST(MailboxTest, Cancelled) {
  for (const bool woken : {false, true}) {
    std::string log;
    const Tid receiver = Start(ReceiveAndNote(&log, 2));
    co_yield Yield();
    if (woken) {
      EXPECT_TRUE(CallNow(Send(receiver, "a")).ok());
    }
    CancelNow(receiver);
    if (!woken) {
      EXPECT_TRUE(CallNow(Send(receiver, "a")).ok());
    }
    co_await Settle();
    EXPECT_EQ(log, "r:CANCELLED a<1 ");
  }
}

Co<absl::StatusOr<Message>> ReceiveWithin(absl::Duration limit) {
  co_return co_await WithTimeout(
      limit, []() -> Co<absl::StatusOr<Message>> { co_return co_yield Receive(); }());
}

// Time up around a Receive: no message is lost with it, whenever it comes.
TEST(MailboxTest, TimedOut) {
  for (const bool woken : {false, true}) {
    Kernel kernel(VirtualOptions());
    std::string log;
    const Tid receiver = kernel.Spawn([](std::string* out) -> Process {
      for (int i = 0; i < 3; ++i) {
        const absl::StatusOr<Message> message = co_await ReceiveWithin(absl::Seconds(1));
        Note(out, message.ok() ? message->text : "r", message.status());
      }
    }(&log));
    kernel.RunReady();
    if (woken) {
      kernel.Spawn(Greet(receiver, "a"));
      EXPECT_TRUE(kernel.Step());
    }
    kernel.Advance(absl::Seconds(1));
    if (!woken) kernel.Spawn(Greet(receiver, "a"));
    ExpectRuns(kernel);
    EXPECT_EQ(log, "r:DEADLINE_EXCEEDED a r:DEADLINE_EXCEEDED ");
  }
}

// A receiver that is killed with messages in its box, or just woken, leaves nothing behind.
CORIX_TEST(MailboxTest, KilledReceiver) {
  std::string log;
  const Tid receiver = Start(ReceiveAndNote(&log, 9));
  co_yield Yield();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(CallNow(Send(receiver, std::string(1000, 'x'))).ok());
  KillNow(receiver);
  EXPECT_TRUE(absl::IsNotFound(co_yield Send(receiver, "x")));
  EXPECT_EQ(log, "");
}

// A message that comes while the receiver's output waits before its Receive is not missed.
CORIX_TEST(MailboxTest, OutputBeforeTheSleep) {
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  const Tid receiver = Start([](Fd out, std::string* text) -> Process {
    Clog(out);
    co_await ReceiveAndNote(text);
  }(pipe.writer, &log));
  co_yield Yield();
  EXPECT_TRUE(Writes(receiver));
  EXPECT_TRUE(CallNow(Send(receiver, "a")).ok());
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a<1 ");
}

// ---- Struck at every moment, and random ----

Process Scenario() {
  std::string log;
  TaskGroup group;
  const Tid receiver = group.Spawn(ReceiveAndNote(&log, 3));
  const auto send = [](Tid to) -> Process {
    (void)(co_yield Send(to, "x"));
    co_yield Yield();
    (void)(co_yield Send(to, "y"));
  };
  group.Spawn(send(receiver));
  group.Spawn(send(receiver));
  (void)(co_yield group.Wait());
}

TEST(MailboxTest, SweepOfKills) {
  // Killed members end the group; so nobody waits for a message that does not come.
  EXPECT_GT(SweepKills([] { return Scenario(); }), 10);
}
TEST(MailboxTest, SweepOfCancels) {
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 10);
}

struct Post {
  explicit Post(std::uint64_t seed) : random(seed) {}
  Random random;
  std::vector<Tid> tids;
  std::map<std::pair<int, int>, std::deque<std::string>> under_way;  // from, to
};

Process Correspond(Post* post) {
  for (int step = 0; step < 20; ++step) {
    const std::size_t what = Below(post->random, 4);
    if (what < 2) {
      const Tid to = post->tids[Below(post->random, post->tids.size())];
      const std::string text = absl::StrCat(static_cast<int>(SelfTid()), " step ", step);
      const absl::Status status = CallNow(Send(to, text));
      EXPECT_EQ(status.ok(), !Ended(to));
      if (status.ok())
        post->under_way[{static_cast<int>(SelfTid()), static_cast<int>(to)}].push_back(text);
      co_yield Yield();
      continue;
    }
    absl::StatusOr<Message> message = absl::UnavailableError("");
    if (what == 2) {
      message = co_yield Receive().WithoutSleeping();
    } else {
      message = co_await ReceiveWithin(absl::Milliseconds(2));
    }
    if (!message.ok()) continue;
    std::deque<std::string>& expected =
        post->under_way[{static_cast<int>(message->from), static_cast<int>(SelfTid())}];
    EXPECT_FALSE(expected.empty());
    if (expected.empty()) continue;
    EXPECT_EQ(message->text, expected.front());
    expected.pop_front();
  }
}

Process RandomProgram(std::uint64_t seed) {
  Post post(seed);
  std::vector<Process> tasks;
  const int number = static_cast<int>(2 + Below(post.random, 4));
  for (int i = 0; i < number; ++i) {
    post.tids.push_back(static_cast<int>(SelfTid()) + 1 + i);
    tasks.push_back(Correspond(&post));
  }
  co_await RunAndStrike(std::move(tasks), &post.random, static_cast<int>(seed % 4));
}

// Whatever is sent to one who lives comes in order, exactly once, however he is interrupted.
TEST(MailboxTest, RandomPrograms) {
  for (std::uint64_t seed = 0; seed < 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed));
  }
}

}  // namespace
}  // namespace corix::testing
