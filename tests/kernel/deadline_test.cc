// Deadlines: when time is up, a call is unwound, and nothing of it is left.

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/sleeps.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

absl::Time At(int seconds) { return absl::UnixEpoch() + seconds * kSecond; }

Co<int> Nest(std::string* log, int depth) {
  const Tracer tracer(*log, absl::StrCat(depth));
  try {
    if (depth == 0) co_yield Sleep(absl::Hours(1));
    if (depth > 0) co_return co_await Nest(log, depth - 1);
  } catch (...) {
    *log += "caught ";
    throw;
  }
  co_return 0;
}

// The innermost frame goes first; destructors run, catch blocks do not; and the caller goes on.
CORIX_TEST(DeadlineTest, InnermostFirst) {
  std::string log;
  const absl::StatusOr<int> answer = co_await WithTimeout(kSecond, Nest(&log, 3));
  EXPECT_TRUE(absl::IsDeadlineExceeded(answer.status())) << answer.status();
  EXPECT_EQ(log, "~0 ~1 ~2 ~3 ");
  EXPECT_EQ(co_yield Now(), At(1));
}

Co<void> YieldAndSleep(int depth) {
  if (depth > 0) co_return co_await YieldAndSleep(depth - 1);
  co_yield Yield();
  co_yield Sleep(absl::Hours(1));
}

// Who is called next has its frames where those stood that were unwound.
CORIX_TEST(DeadlineTest, AgainAndAgain) {
  for (int i = 0; i < 20; ++i) {
    const absl::Status status = co_await WithTimeout(kSecond, YieldAndSleep(i / 2));
    EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
  }
  EXPECT_EQ(co_yield Now(), At(20));
}

// Whatever a task sleeps in, nothing is left of the sleep.
CORIX_TEST(DeadlineTest, EveryKindOfSleepIsGivenUp) {
  SleepWorld world;
  co_await world.SetUp();
  for (const SleepKind& kind : SleepKinds()) {
    if (kind.holds_time) continue;
    const LeakReport before = cpu.kernel->Leaks();
    for (int i = 0; i < 2; ++i) {
      const absl::Time start = co_yield Now();
      const absl::Status status = co_await WithTimeout(kSecond, kind.sleep(&world));
      EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << kind.name << ": " << status;
      EXPECT_EQ(co_yield Now(), start + kSecond) << kind.name;
      co_await ReapAll();
      const LeakReport after = cpu.kernel->Leaks();
      EXPECT_EQ(after.ToString(), before.ToString()) << kind.name;
    }
  }
}

// A thread in flight holds virtual time still: so its call comes to its end.
CORIX_TEST(DeadlineTest, AThreadInFlightHoldsVirtualTime) {
  const auto compute = []() -> Co<int> { co_return co_yield RunBlocking([] { return 42; }); };
  const absl::StatusOr<int> answer = co_await WithTimeout(absl::Nanoseconds(1), compute());
  EXPECT_EQ(answer.value_or(0), 42) << answer.status();
}

// The real clock strikes those who wait for threads and programs, too.
TEST(DeadlineTest, RealTime) {
  const auto body = []() -> Process {
    SleepWorld world;
    co_await world.SetUp();
    for (const SleepKind& kind : SleepKinds()) {
      if (!kind.holds_time && kind.name != "Sleep" && kind.name != "Read, socket") continue;
      const absl::Time start = co_yield Now();
      const absl::Status status = co_await WithTimeout(absl::Milliseconds(5), kind.sleep(&world));
      EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << kind.name << ": " << status;
      EXPECT_GE((co_yield Now()) - start, absl::Milliseconds(5)) << kind.name;
    }
  };
  Kernel kernel;
  const Tid tid = kernel.Spawn(body());
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(tid).value(), ExitStatus::Returned(0));
  ExpectNoLeaks(kernel);
}

Process Mark(bool* mark) {
  *mark = true;
  co_return;
}

Co<void> TakeThenTrap(Channel<int>* channel, std::vector<int>* got, bool* effect) {
  const absl::StatusOr<int> message = co_await channel->Receive();
  got->push_back(message.value_or(-1));
  co_yield NewTask(Mark(effect)).Detached();
  got->push_back(-2);
}
Process TakeInTime(Channel<int>* channel, std::vector<int>* got, bool* effect) {
  const absl::Status status = co_await WithTimeout(kSecond, TakeThenTrap(channel, got, effect));
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
}
Process SendTo(Channel<int>* channel, int message) { (void)(co_await channel->Send(message)); }

// A task that has its answer takes it first. It is struck at its next trap, instead of the handler.
TEST(DeadlineTest, TheAnswerFirst) {
  Channel<int> channel(1);
  std::vector<int> got;
  bool effect = false;
  Kernel kernel(VirtualOptions());
  kernel.Spawn(TakeInTime(&channel, &got, &effect));
  kernel.RunReady();
  kernel.Spawn(SendTo(&channel, 7));
  EXPECT_TRUE(kernel.Step());
  kernel.Advance(kSecond);
  ExpectRuns(kernel);
  EXPECT_EQ(got, std::vector<int>{7});
  EXPECT_FALSE(effect);
}

// Until its turn a sleeper that was struck can be killed: everything is destroyed once.
TEST(DeadlineTest, KilledBetweenStrikeAndTurn) {
  std::string log;
  const auto body = [](std::string* its_log) -> Process {
    const Tracer tracer(*its_log, "body");
    (void)(co_await WithTimeout(kSecond, Nest(its_log, 1)));
    *its_log += "went on ";
  };
  Kernel kernel(VirtualOptions());
  const Tid tid = kernel.Spawn(body(&log));
  kernel.RunReady();
  kernel.Advance(kSecond);
  EXPECT_EQ(log, "");
  EXPECT_TRUE(kernel.EndTask(tid));
  EXPECT_EQ(log, "~0 ~1 ~body ");
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(tid).value(), ExitStatus::Killed(Signal::kKill));
  ExpectNoLeaks(kernel);
}

// ---- Nested limits ----

Co<void> SleepTwice(std::string* log, absl::Duration limit) {
  const Tracer tracer(*log, "outer");
  const absl::StatusOr<int> inner = co_await WithTimeout(limit, Nest(log, 0));
  *log += absl::IsDeadlineExceeded(inner.status()) ? "inner " : "? ";
  co_yield Sleep(absl::Hours(1));
}

// The limit whose time is up first strikes; of several at a time the outermost, and the inner ones
// are forgotten.
CORIX_TEST(DeadlineTest, NestedLimits) {
  const std::vector<std::pair<int, std::string>> expected = {
      {1, "~0 inner ~outer "}, {2, "~0 ~outer "}, {3, "~0 ~outer "}};
  for (const auto& [inner, log] : expected) {
    const absl::Time start = co_yield Now();
    std::string got;
    const absl::Status status =
        co_await WithTimeout(2 * kSecond, SleepTwice(&got, inner * kSecond));
    EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
    EXPECT_EQ(got, log);
    EXPECT_EQ(co_yield Now(), start + 2 * kSecond);
    EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
  }
}

Co<absl::Status> Limits(int depth) {
  if (depth == 0) co_yield Sleep(absl::Hours(1));
  if (depth == 0) co_return absl::OkStatus();
  co_return co_await WithDeadline(At(1), Limits(depth - 1));
}

// Ten thousand limits that expire at one tick are one strike.
CORIX_TEST(DeadlineTest, ManyLimitsAtATime) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(co_await Limits(10'000)));
  EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
  EXPECT_EQ(co_yield Now(), At(1));
}

Co<int> Deep(int depth, int* destroyed) {
  const auto count = [destroyed](const int* /*nothing*/) { ++*destroyed; };
  const int nothing = 0;
  const std::unique_ptr<const int, decltype(count)> counter(&nothing, count);
  if (depth == 0) co_yield Sleep(absl::Hours(1));
  if (depth == 0) co_return 0;
  co_return 1 + co_await Deep(depth - 1, destroyed);
}

CORIX_TEST(DeadlineTest, AHundredThousandFrames) {
  int destroyed = 0;
  const absl::StatusOr<int> answer = co_await WithTimeout(kSecond, Deep(99'999, &destroyed));
  EXPECT_TRUE(absl::IsDeadlineExceeded(answer.status()));
  EXPECT_EQ(destroyed, 100'000);
}

// ---- Odd limits ----

Co<int> NapFor(absl::Duration duration) {
  co_yield Sleep(duration);
  co_return 1;
}

CORIX_TEST(DeadlineTest, NoTimeAtAll) {
  const std::vector<absl::Duration> none = {absl::ZeroDuration(), -kSecond,
                                            -absl::InfiniteDuration()};
  for (const absl::Duration limit : none) {
    EXPECT_TRUE(absl::IsDeadlineExceeded((co_await WithTimeout(limit, NapFor(kSecond))).status()));
    // Who does not sleep is not struck.
    EXPECT_EQ((co_await WithTimeout(limit, ReturnCode(7))).value_or(0), 7);
  }
  for (const absl::Time past : {At(0), At(-5), absl::InfinitePast()})
    EXPECT_TRUE(absl::IsDeadlineExceeded((co_await WithDeadline(past, NapFor(kSecond))).status()));
  EXPECT_EQ(co_yield Now(), At(0));
}

CORIX_TEST(DeadlineTest, AllTheTimeThereIs) {
  EXPECT_TRUE((co_await WithTimeout(absl::InfiniteDuration(), NapFor(absl::Hours(9)))).ok());
  EXPECT_TRUE((co_await WithDeadline(absl::InfiniteFuture(), NapFor(absl::Hours(9)))).ok());
  EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
}

// An infinite limit never comes: who waits under one for what never happens is in a deadlock.
TEST(DeadlineTest, AnInfiniteLimitNeverStrikes) {
  const auto body = []() -> Process {
    (void)(co_await WithTimeout(absl::InfiniteDuration(), WaitForMail()));
    (void)(co_await WithDeadline(absl::InfiniteFuture(), WaitForMail()));
    ADD_FAILURE() << "infinity came";
  };
  Kernel kernel(VirtualOptions());
  kernel.Spawn(body());
  EXPECT_EQ(kernel.Run().code(), absl::StatusCode::kFailedPrecondition);
}

CORIX_TEST(DeadlineTest, InTimeLeavesNoTimer) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ((co_await WithTimeout(absl::Hours(1), NapFor(kSecond))).value_or(0), 1);
    EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
  }
  EXPECT_EQ(co_yield Now(), At(3));
}

Co<int> Throw(bool after_sleep) {
  if (after_sleep) co_yield Sleep(kSecond);
  throw std::runtime_error("out");
}

// Exceptions pass through, and end the limit.
CORIX_TEST(DeadlineTest, ExceptionsPassThrough) {
  for (const bool after_sleep : {false, true}) {
    std::string what;
    try {
      (void)(co_await WithTimeout(absl::Hours(1), Throw(after_sleep)));
    } catch (const std::runtime_error& error) {
      what = error.what();
    }
    EXPECT_EQ(what, "out");
    EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
  }
}

// Who never sleeps is struck too, at a trap, when the kernel has looked at the clock.
TEST(DeadlineTest, WhoOnlyYieldsIsStruck) {
  const auto body = []() -> Process {
    const absl::Status status = co_await WithTimeout(kSecond, YieldForEver());
    EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  };
  Kernel kernel(VirtualOptions());
  kernel.Spawn(body());
  EXPECT_TRUE(kernel.Step());
  kernel.Advance(2 * kSecond);
  ExpectRuns(kernel);
}

// ---- Output ----

Co<int> PrintMuch(bool* effect) {
  Print("%s", std::string(200'000, 'x'));
  co_yield NewTask(Mark(effect)).Detached();
  co_return 0;
}
Co<int> PrintInTime(bool* effect) {
  const absl::StatusOr<int> status = co_await WithTimeout(kSecond, PrintMuch(effect));
  EXPECT_TRUE(absl::IsDeadlineExceeded(status.status()));
  Print("after");
  co_yield Yield();
  Print(" all");
  co_return 0;
}

// A task that waits until its output is delivered is struck as any other sleeper. Its call has no
// effect, and nothing of its output is lost.
CORIX_TEST(DeadlineTest, WhileWriting) {
  PipeEnds pipe = co_yield Pipe();
  bool effect = false;
  co_yield NewTask(WithDescriptors(File(), std::move(pipe.writer), PrintInTime(&effect)));
  co_yield Sleep(5 * kSecond);
  const std::string text = co_await ReadToEnd(pipe.reader);
  EXPECT_EQ(text.size(), 200'000 + std::string("after all").size());
  EXPECT_EQ(text.substr(200'000), "after all");
  EXPECT_EQ(text.find_first_not_of('x'), 200'000u);
  EXPECT_FALSE(effect);
  EXPECT_TRUE((co_yield WaitAnyChild()).ok());
}

// ---- Destructors that act ----

Co<void> PrintAtTheEnd(std::string name) {
  const Finally print([name] { Print("~%s ", name); });
  if (name.size() < 3) co_await PrintAtTheEnd(name + name[0]);
  co_yield Sleep(absl::Hours(1));
}

// What destructors print comes in order, before what the caller prints after them.
TEST(DeadlineTest, DestructorsPrint) {
  EXPECT_EQ(RunToEnd([]() -> Process {
              Print("before ");
              (void)(co_await WithTimeout(kSecond, PrintAtTheEnd("a")));
              Print("after");
            }()),
            "before ~aaa ~aa ~a after");
}

Co<void> KillAtTheEnd(std::vector<Tid> victims, int* killed) {
  const Finally kill([&victims, killed] {
    for (const Tid victim : victims) *killed += CallNow(KillTask(victim)) ? 1 : 0;
  });
  co_yield Sleep(absl::Hours(1));
}

Process KillOnDeath(Tid victim) {
  const Finally kill([victim] { (void)CallNow(KillTask(victim)); });
  co_yield Receive();
}

// A destructor may kill others; on its own task that changes nothing.
CORIX_TEST(DeadlineTest, DestructorsKill) {
  const Tid self = co_yield GetTid();
  const Tid other = co_yield NewTask(Nap(absl::Hours(1)));
  int killed = 0;
  std::vector<Tid> victims = {other, self, 99};
  const absl::Status status =
      co_await WithTimeout(kSecond, KillAtTheEnd(std::move(victims), &killed));
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  EXPECT_EQ(killed, 1);
  EXPECT_EQ((co_yield WaitTask(other))->code, 137);
}

Co<int> DieByAHand(std::string* log) {
  const Tid self = co_yield GetTid();
  const Tid hand = co_yield NewTask(KillOnDeath(self)).Detached();
  co_yield Yield();
  const Tracer tracer(*log, "body");
  int killed = 0;
  std::vector<Tid> victims = {hand};
  (void)(co_await WithTimeout(kSecond, KillAtTheEnd(std::move(victims), &killed)));
  co_yield Yield();
  *log += "went on ";
  co_return 0;
}
Co<int> DieByAHandAtATrap(std::string* log) {
  const Tid self = co_yield GetTid();
  const Tid hand = co_yield NewTask(KillOnDeath(self)).Detached();
  co_yield Yield();
  const Tracer tracer(*log, "body");
  const auto spin = [](Tid victim) -> Co<void> {
    const Finally kill([victim] {
      (void)CallNow(KillTask(victim));
      Print("%s", std::string(100'000, 'y'));
    });
    co_await YieldForEver();
  };
  (void)(co_await WithTimeout(kSecond, spin(hand)));
  *log += "went on ";
  co_return 0;
}

// A task that is killed by whom its own destructors kill ends with that turn.
CORIX_TEST(DeadlineTest, DestructorsThatComeBackAtTheirTask) {
  std::string log;
  const Tid tid = co_yield NewTask(DieByAHand(&log));
  EXPECT_EQ((co_yield WaitTask(tid))->code, 137);
  EXPECT_EQ(log, "~body ");
}

// The same at a trap, with output for which there is no room: it is delivered as any last words are,
// and the pipe comes to its end.
TEST(DeadlineTest, LastWordsOfAStruckTask) {
  std::string log;
  std::string text;
  const auto body = [](std::string* its_log, std::string* its_text) -> Process {
    PipeEnds pipe = co_yield Pipe();
    co_yield NewTask(WithDescriptors(File(), std::move(pipe.writer), DieByAHandAtATrap(its_log)));
    *its_text = co_await ReadToEnd(pipe.reader);
    EXPECT_EQ((co_yield WaitAnyChild())->status.code, 137);
  };
  Kernel kernel(VirtualOptions());
  kernel.Spawn(body(&log, &text));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(kernel.Step());
  kernel.Advance(kSecond);
  ExpectRuns(kernel);
  EXPECT_EQ(log, "~body ");
  EXPECT_TRUE(text == std::string(100'000, 'y')) << text.size();
}

}  // namespace
}  // namespace corix::testing
