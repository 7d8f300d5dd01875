// Cancels, which ask, and shields, which make them and outer deadlines wait.

#include <string>
#include <vector>

#include "tests/sleeps.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

absl::Time At(int seconds) { return absl::UnixEpoch() + seconds * kSecond; }

Process Report(SleepWorld* world, const SleepKind* kind, absl::Status* answer, bool* cleaned) {
  *answer = co_await kind->sleep(world);
  // Once it was told, it can clean up by traps that sleep.
  const absl::StatusCode again = co_yield Sleep(kSecond);
  *cleaned = again == absl::StatusCode::kOk;
}

// The task, once it sleeps.
Co<Tid> StartAsleep(SleepWorld* world, const SleepKind* kind, absl::Status* answer, bool* cleaned) {
  const Tid tid = co_yield NewTask(Report(world, kind, answer, cleaned));
  for (Patience patience; !Sleeps(tid) && patience.Lasts();) co_yield Yield();
  co_return tid;
}

// Whatever a task sleeps in answers CANCELLED, and nothing is left of the sleep; then it goes on.
CORIX_TEST(CancelTest, EveryKindOfSleepIsAnswered) {
  SleepWorld world;
  co_await world.SetUp();
  for (const SleepKind& kind : SleepKinds()) {
    const LeakReport before = cpu.kernel->Leaks();
    absl::Status answer;
    bool cleaned = false;
    const Tid tid = co_await StartAsleep(&world, &kind, &answer, &cleaned);
    EXPECT_TRUE(co_yield Cancel(tid));
    co_await YieldTimes(3);
    EXPECT_TRUE(absl::IsCancelled(answer)) << kind.name << ": " << answer;
    EXPECT_EQ((co_yield WaitTask(tid))->code, 0) << kind.name;
    EXPECT_TRUE(cleaned) << kind.name;
    EXPECT_EQ(cpu.kernel->Leaks().ToString(), before.ToString()) << kind.name;
  }
}

// The same sleepers killed in their sleep, and between the cancel and their turn.
CORIX_TEST(CancelTest, KilledBetweenCancelAndTurn) {
  SleepWorld world;
  co_await world.SetUp();
  for (const SleepKind& kind : SleepKinds()) {
    const LeakReport before = cpu.kernel->Leaks();
    absl::Status answer;
    bool cleaned = false;
    const Tid tid = co_await StartAsleep(&world, &kind, &answer, &cleaned);
    EXPECT_TRUE(CallNow(Cancel(tid)));
    EXPECT_TRUE(CallNow(KillTask(tid)));
    EXPECT_EQ((co_yield WaitTask(tid))->code, 137) << kind.name;
    EXPECT_TRUE(answer.ok()) << kind.name;
    EXPECT_EQ(cpu.kernel->Leaks().ToString(), before.ToString()) << kind.name;
  }
}

// Cancelled, and time up, before their turn: the answer first, then the limit.
CORIX_TEST(CancelTest, CancelAndDeadlineTogether) {
  std::vector<absl::StatusCode> codes;
  const auto body = [](std::vector<absl::StatusCode>* log) -> Process {
    const auto sleeps = [](std::vector<absl::StatusCode>* its_log) -> Co<void> {
      for (int i = 0; i < 3; ++i) its_log->push_back(co_yield Sleep(absl::Hours(1)));
    };
    const absl::Status status = co_await WithTimeout(kSecond, sleeps(log));
    log->push_back(status.code());
    log->push_back(co_yield Sleep(kSecond));
  };
  Kernel kernel(VirtualOptions());
  for (const bool cancel_first : {true, false}) {
    codes.clear();
    const Tid tid = kernel.Spawn(body(&codes));
    kernel.RunReady();
    if (cancel_first) {
      EXPECT_TRUE(kernel.CancelTask(tid));
    }
    kernel.Advance(kSecond);
    if (!cancel_first) {
      EXPECT_TRUE(kernel.CancelTask(tid));
    }
    ExpectRuns(kernel);
    EXPECT_TRUE(kernel.TakeExit(tid).ok());
    using Code = absl::StatusCode;
    const std::vector<Code> expected =
        cancel_first ? std::vector<Code>{Code::kCancelled, Code::kDeadlineExceeded, Code::kOk}
                     : std::vector<Code>{Code::kDeadlineExceeded, Code::kCancelled};
    EXPECT_EQ(codes, expected);
  }
  ExpectNoLeaks(kernel);
  co_return;
}

Process Nothing() { co_return; }

Process CancelSelf(bool* ran) {
  EXPECT_TRUE(co_yield Cancel(co_yield GetTid()));
  // Neither of these can sleep, or neither can say so.
  const Tid child = co_yield NewTask(Nothing());
  co_yield Yield();
  EXPECT_TRUE((co_yield Listen(SocketAddress::Tcp("127.0.0.1", 0))).ok());
  *ran = true;
  const absl::StatusOr<ExitStatus> ended = co_yield WaitTask(child);
  EXPECT_TRUE(absl::IsCancelled(ended.status())) << ended.status();
  // Once.
  EXPECT_TRUE((co_yield WaitTask(child)).ok());
}

CORIX_TEST(CancelTest, OfItself) {
  bool ran = false;
  co_await CancelSelf(&ran);
  EXPECT_TRUE(ran);
}

// Two cancels before it is told are one.
CORIX_TEST(CancelTest, TwiceIsOnce) {
  const Tid self = co_yield GetTid();
  EXPECT_TRUE(CallNow(Cancel(self)));
  EXPECT_TRUE(CallNow(Cancel(self)));
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kCancelled);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kOk);
  EXPECT_EQ(co_yield Now(), At(1));
}

// Yield cannot fail, so a loop of nothing else hears of no cancel: Sleep(0), which is as short, tells.
CORIX_TEST(CancelTest, LoopsThatYield) {
  const Tid self = co_yield GetTid();
  EXPECT_TRUE(CallNow(Cancel(self)));
  co_await YieldTimes(5);
  EXPECT_EQ(co_yield Sleep(absl::ZeroDuration()), absl::StatusCode::kCancelled);
  EXPECT_EQ(co_yield Sleep(absl::ZeroDuration()), absl::StatusCode::kOk);
}

Process FirstSleep(absl::StatusCode* code) { *code = co_yield Sleep(kSecond); }
Process CancelParent(Tid parent) { EXPECT_TRUE(co_yield Cancel(parent)); }

CORIX_TEST(CancelTest, OfAnybody) {
  EXPECT_FALSE(co_yield Cancel(0));
  EXPECT_FALSE(co_yield Cancel(99));
  EXPECT_FALSE(co_yield Cancel(-1));
  absl::StatusCode code = absl::StatusCode::kOk;
  const Tid never_run = CallNow(NewTask(FirstSleep(&code)));
  EXPECT_TRUE(CallNow(Cancel(never_run)));
  EXPECT_EQ((co_yield WaitTask(never_run))->code, 0);
  EXPECT_EQ(code, absl::StatusCode::kCancelled);
  const Tid zombie = co_yield NewTask(Nothing());
  co_yield Yield();
  EXPECT_FALSE(co_yield Cancel(zombie));
  EXPECT_TRUE((co_yield WaitTask(zombie)).ok());
  const Tid self = co_yield GetTid();
  const Tid child = co_yield NewTask(CancelParent(self));
  EXPECT_TRUE(absl::IsCancelled((co_yield WaitTask(child)).status()));
  EXPECT_TRUE((co_yield WaitTask(child)).ok());
}

// A doomed task, or one that is being unwound, is not told anything more.
class CancelOnDeath {
 public:
  CancelOnDeath(Tid tid, bool* answer) : tid_(tid), answer_(answer) {}
  ~CancelOnDeath() { *answer_ = CallNow(Cancel(tid_)); }
  CancelOnDeath(const CancelOnDeath&) = delete;
  CancelOnDeath& operator=(const CancelOnDeath&) = delete;

 private:
  Tid tid_;
  bool* answer_;
};
Process CancelsItselfAtItsEnd(bool* answer) {
  const CancelOnDeath guard(co_yield GetTid(), answer);
  co_yield Receive();
}
CORIX_TEST(CancelTest, OfADyingTask) {
  bool answer = true;
  const Tid tid = co_yield NewTask(CancelsItselfAtItsEnd(&answer));
  co_await YieldTimes(3);
  EXPECT_TRUE(co_yield KillTask(tid));
  EXPECT_FALSE(answer);
  EXPECT_TRUE((co_yield WaitTask(tid)).ok());
}

Co<int> PrintThenWait(std::vector<absl::StatusCode>* codes) {
  Print("%s", std::string(100'000, 'x'));
  codes->push_back(co_yield Sleep(kSecond));
  Print("after");
  codes->push_back(co_yield Sleep(kSecond));
  co_return 0;
}
Co<int> PrintThenYield(std::vector<absl::StatusCode>* codes) {
  Print("%s", std::string(100'000, 'x'));
  co_yield Yield();
  Print("after");
  codes->push_back(co_yield Sleep(kSecond));
  codes->push_back(co_yield Sleep(kSecond));
  co_return 0;
}

// One that waits for its output to be delivered is told at once, if the call that comes then can be
// refused. Its output is delivered all the same.
CORIX_TEST(CancelTest, WhileWriting) {
  for (const bool can_be_told : {true, false}) {
    PipeEnds pipe = co_yield Pipe();
    std::vector<absl::StatusCode> codes;
    Co<int> body = can_be_told ? PrintThenWait(&codes) : PrintThenYield(&codes);
    const Tid tid =
        co_yield NewTask(WithDescriptors(File(), std::move(pipe.writer), std::move(body)));
    co_await YieldTimes(5);
    EXPECT_EQ(cpu.kernel->FindTask(tid)->state(), TaskState::kWriting);
    EXPECT_TRUE(co_yield Cancel(tid));
    co_await YieldTimes(3);
    EXPECT_EQ(codes.size(), can_be_told ? 1u : 0u);
    EXPECT_EQ(co_await ReadToEnd(pipe.reader), std::string(100'000, 'x') + "after");
    const std::vector<absl::StatusCode> expected = {absl::StatusCode::kCancelled,
                                                    absl::StatusCode::kOk};
    EXPECT_EQ(codes, expected);
    EXPECT_TRUE((co_yield WaitTask(tid)).ok());
  }
}

// ---- Shields ----

Co<void> TwoNaps(std::vector<absl::StatusCode>* codes) {
  codes->push_back(co_yield Sleep(kSecond));
  codes->push_back(co_yield Sleep(kSecond));
}

Process Mark(bool* mark) {
  *mark = true;
  co_return;
}

Co<void> ShieldThenTrap(std::vector<absl::StatusCode>* codes, bool* effect) {
  co_await Shielded(TwoNaps(codes));
  codes->push_back(absl::StatusCode::kUnknown);
  co_yield NewTask(Mark(effect)).Detached();
  codes->push_back(absl::StatusCode::kDataLoss);
}

// A limit that expires behind a shield strikes at the first trap after it, instead of the handler.
CORIX_TEST(ShieldTest, OuterLimitsWait) {
  std::vector<absl::StatusCode> codes;
  bool effect = false;
  const absl::Status status = co_await WithTimeout(kSecond / 2, ShieldThenTrap(&codes, &effect));
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  EXPECT_EQ(co_yield Now(), At(2));
  const std::vector<absl::StatusCode> expected = {absl::StatusCode::kOk, absl::StatusCode::kOk,
                                                  absl::StatusCode::kUnknown};
  EXPECT_EQ(codes, expected);
  co_yield Yield();
  EXPECT_FALSE(effect);
}

Co<void> LimitWithin(absl::Status* inner, std::vector<absl::StatusCode>* codes) {
  *inner = co_await WithTimeout(kSecond, TwoNaps(codes));
  co_yield Sleep(kSecond);
}

// A limit within the shield strikes, whether or not one around it waits.
CORIX_TEST(ShieldTest, InnerLimitsStrike) {
  const auto body = [](absl::Status* inner, std::vector<absl::StatusCode>* codes) -> Co<void> {
    co_await Shielded(LimitWithin(inner, codes));
    co_yield Sleep(absl::Hours(1));
  };
  for (const absl::Duration outer : {kSecond / 2, kSecond, 9 * kSecond}) {
    const absl::Time start = co_yield Now();
    absl::Status inner;
    std::vector<absl::StatusCode> codes;
    EXPECT_TRUE(absl::IsDeadlineExceeded(co_await WithTimeout(outer, body(&inner, &codes))));
    EXPECT_TRUE(absl::IsDeadlineExceeded(inner));
    EXPECT_EQ(co_yield Now(), start + std::max(outer, 2 * kSecond));
    EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
  }
}

// A cancel waits until the outermost shield is gone.
Process NestedShields(std::vector<absl::StatusCode>* codes) {
  const auto middle = [](std::vector<absl::StatusCode>* its_codes) -> Co<void> {
    co_await Shielded(TwoNaps(its_codes));
    its_codes->push_back(co_yield Sleep(kSecond));
  };
  co_await Shielded(middle(codes));
  codes->push_back(co_yield Sleep(kSecond));
  codes->push_back(co_yield Sleep(kSecond));
}

CORIX_TEST(ShieldTest, CancelsWait) {
  // In the first, second and third nap.
  for (int i = 0; i < 3; ++i) {
    std::vector<absl::StatusCode> codes;
    const Tid tid = co_yield NewTask(NestedShields(&codes));
    co_yield Sleep(i * kSecond + kSecond / 2);
    EXPECT_TRUE(co_yield Cancel(tid));
    EXPECT_TRUE((co_yield WaitTask(tid)).ok());
    const std::vector<absl::StatusCode> expected = {
        absl::StatusCode::kOk, absl::StatusCode::kOk, absl::StatusCode::kOk,
        absl::StatusCode::kCancelled, absl::StatusCode::kOk};
    EXPECT_EQ(codes, expected) << i;
  }
}

// A kill does not ask.
CORIX_TEST(ShieldTest, KillsGoThrough) {
  std::string log;
  const auto inner = [](std::string* its_log) -> Co<void> {
    const Tracer tracer(*its_log, "inner");
    co_yield Sleep(absl::Hours(1));
  };
  const auto body = [](std::string* its_log, Co<void> within) -> Process {
    const Tracer tracer(*its_log, "outer");
    (void)(co_await WithTimeout(kSecond, Shielded(std::move(within))));
  };
  const Tid tid = co_yield NewTask(body(&log, inner(&log)));
  co_yield Sleep(2 * kSecond);
  EXPECT_TRUE(Sleeps(tid));
  EXPECT_TRUE(co_yield KillTask(tid));
  EXPECT_EQ(log, "~inner ~outer ");
  EXPECT_EQ((co_yield WaitTask(tid))->code, 137);
  EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
}

// What a shielded call answers or throws comes through, though a limit waits; and who does not trap
// after it has finished in time.
CORIX_TEST(ShieldTest, AnswersComeThrough) {
  const auto late = [](bool throws) -> Co<int> {
    co_yield Sleep(2 * kSecond);
    if (throws) throw 5;
    co_return 4;
  };
  EXPECT_EQ((co_await WithTimeout(kSecond, Shielded(late(false)))).value_or(0), 4);
  int caught = 0;
  try {
    (void)(co_await WithTimeout(kSecond, Shielded(late(true))));
  } catch (int n) {
    caught = n;
  }
  EXPECT_EQ(caught, 5);
  EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
}

// Whoever is told of a cancel does not sit in any line any more: what it waited for may come to pass
// before its turn.
CORIX_TEST(CancelTest, WhatItWaitedForMayEndBeforeItsTurn) {
  const Tid target = co_yield NewTask(Nap(absl::InfiniteDuration()));
  absl::Status heard;
  const auto waiter = [](Tid tid, absl::Status* to) -> Process {
    *to = (co_yield WaitTask(tid)).status();
  };
  const Tid waiting = co_yield NewTask(waiter(target, &heard));
  co_await YieldTimes(3);
  // In one turn.
  EXPECT_TRUE(CallNow(Cancel(waiting)));
  co_yield KillTask(target);
  EXPECT_EQ((co_yield WaitTask(waiting)).value(), ExitStatus::Returned(0));
  EXPECT_TRUE(absl::IsCancelled(heard)) << heard;
}

}  // namespace
}  // namespace corix::testing
