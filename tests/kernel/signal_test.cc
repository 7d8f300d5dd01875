// Signals: what they do by themselves, and what a task may do about them.

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "tests/sleeps.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);
constexpr SignalSet kIntAndTerm(Signal::kInt, Signal::kTerm);
constexpr Signal kAll[] = {Signal::kHup,  Signal::kInt,  Signal::kKill, Signal::kUsr1,
                           Signal::kUsr2, Signal::kPipe, Signal::kAlrm, Signal::kTerm,
                           Signal::kChld, Signal::kCont, Signal::kStop, Signal::kTstp};

void SendNow(Tid tid, Signal signal) { EXPECT_TRUE(CallNow(SendSignal(tid, signal)).ok()); }

char StateOf(Tid tid) {
  for (const TaskInfo& task : CallNow(ListTasks()))
    if (task.tid == tid) return task.StateLetter();
  return '-';
}

TEST(SignalNamesTest, BothWays) {
  for (const Signal signal : kAll) {
    const std::string name(NameOf(signal));
    EXPECT_EQ(ParseSignal(name), signal);
    EXPECT_EQ(ParseSignal("SIG" + name), signal);
    EXPECT_EQ(ParseSignal(absl::AsciiStrToLower(name)), signal);
    EXPECT_EQ(ParseSignal(absl::StrCat(static_cast<int>(signal))), signal);
  }
  for (const char* no : {"", "SIG", "NOPE", "4", "-1", "15x", " INT", "TERMINATE"})
    EXPECT_FALSE(ParseSignal(no).has_value()) << no;
}

TEST(SignalSetTest, IsASet) {
  SignalSet set;
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.First(), Signal::kNone);
  set.Add(Signal::kTstp);
  set.Add(Signal::kInt);
  set.Add(Signal::kNone);
  EXPECT_EQ(set, SignalSet(Signal::kInt, Signal::kTstp));
  EXPECT_EQ(set.First(), Signal::kInt);
  EXPECT_FALSE(set.Has(Signal::kTerm));
  EXPECT_FALSE(set.Has(Signal::kNone));
  EXPECT_EQ(set - SignalSet(Signal::kInt), SignalSet(Signal::kTstp));
  EXPECT_EQ(FormatTuple(std::make_tuple(set)), "{INT TSTP}");
}

// What each signal does to a task that does nothing about it: one that sleeps, one that can run,
// and the sender itself.
CORIX_TEST(SignalTest, WhatTheyDoByThemselves) {
  for (const Signal signal : kAll) {
    for (const bool sleeps : {true, false}) {
      Process process = sleeps ? Nap(kSecond) : YieldTimes(5);
      const Tid tid = co_yield NewTask(std::move(process));
      co_yield Yield();
      EXPECT_TRUE((co_yield SendSignal(tid, signal)).ok());
      co_yield Yield();
      const bool stops = DefaultAction(signal) == SignalAction::kStop;
      EXPECT_EQ(StateOf(tid), stops                                         ? 'T'
                              : DefaultAction(signal) == SignalAction::kEnd ? 'Z'
                              : sleeps                                      ? 'S'
                                                                            : 'R');
      if (stops) SendNow(tid, Signal::kCont);
      const ExitStatus status = *(co_yield WaitTask(tid));
      const bool ends = DefaultAction(signal) == SignalAction::kEnd;
      EXPECT_EQ(status, ends ? ExitStatus::Killed(signal) : ExitStatus::Returned(0))
          << NameOf(signal);
    }
  }
}

Process SendToOneself(Signal signal, std::string* log) {
  const Tracer tracer(*log, "frame");
  EXPECT_TRUE((co_yield SendSignal(SelfTid(), signal)).ok());
  *log += "on ";
  EXPECT_TRUE(CallNow(SendSignal(SelfTid(), signal)).ok());
  *log += "and on ";
  co_yield Yield();
  *log += "end ";
}

CORIX_TEST(SignalTest, ToOneself) {
  for (const Signal signal : kAll) {
    std::string log;
    const Tid tid = co_yield NewTask(SendToOneself(signal, &log));
    co_await YieldTimes(5);
    if (DefaultAction(signal) == SignalAction::kEnd) {
      EXPECT_EQ(log, "~frame ") << NameOf(signal);
      EXPECT_EQ((co_yield WaitTask(tid))->signal, signal);
      continue;
    }
    if (DefaultAction(signal) == SignalAction::kStop) {
      EXPECT_EQ(log, "");
      SendNow(tid, Signal::kCont);
      co_await YieldTimes(5);
      EXPECT_EQ(log, "on and on ");
      SendNow(tid, Signal::kCont);
    }
    co_yield WaitTask(tid);
    EXPECT_EQ(log, "on and on end ~frame ") << NameOf(signal);
  }
}

CORIX_TEST(SignalTest, NobodyThere) {
  EXPECT_TRUE(absl::IsNotFound(co_yield SendSignal(99, Signal::kTerm)));
  EXPECT_TRUE(absl::IsNotFound(co_yield SendSignal(0, Signal::kTerm)));
  EXPECT_TRUE(absl::IsNotFound(co_yield SendSignal(-1, Signal::kTerm)));
  const Tid tid = co_yield NewTask(YieldTimes(0));
  co_await YieldTimes(2);
  EXPECT_TRUE(absl::IsNotFound(co_yield SendSignal(tid, Signal::kTerm)));  // a zombie
  EXPECT_EQ((co_yield WaitTask(tid))->code, 0);
  EXPECT_TRUE((co_yield SendSignal(SelfTid(), Signal::kNone)).ok());
}

// Sleeps in every way there is, and is told of a signal that it catches.
Process Report(SleepWorld* world, const SleepKind* kind, absl::Status* answer, Signal* taken,
               bool* slept_again) {
  EXPECT_TRUE(CallNow(CatchSignals(kIntAndTerm)).ok());
  try {
    *answer = co_await kind->sleep(world);
  } catch (const std::runtime_error& error) {
    *answer = absl::AbortedError(error.what());
  }
  *taken = CallNow(TakeSignal(kIntAndTerm)).value_or(Signal::kNone);
  const absl::StatusCode again = co_yield Sleep(kSecond);
  *slept_again = again == absl::StatusCode::kOk;
}

CORIX_TEST(SignalTest, ACaughtOneEndsEveryKindOfSleep) {
  SleepWorld world;
  co_await world.SetUp();
  for (const SleepKind& kind : SleepKinds()) {
    if (kind.name == "RunBlocking") continue;  // a thread cannot be called back
    const LeakReport before = cpu.kernel->Leaks();
    absl::Status answer;
    Signal taken = Signal::kNone;
    bool slept_again = false;
    const Tid tid = co_yield NewTask(Report(&world, &kind, &answer, &taken, &slept_again));
    for (Patience patience; !Sleeps(tid) && patience.Lasts();) co_yield Yield();
    SendNow(tid, Signal::kInt);
    co_await YieldTimes(3);
    EXPECT_TRUE(absl::IsAborted(answer)) << kind.name << ": " << answer;
    // (Sleep answers a bare code.)
    EXPECT_EQ(answer.message(), kind.name == "Sleep" ? "" : "signal INT") << kind.name;
    EXPECT_EQ(taken, Signal::kInt) << kind.name;
    EXPECT_EQ((co_yield WaitTask(tid))->code, 0) << kind.name;
    EXPECT_TRUE(slept_again) << kind.name;
    EXPECT_EQ(cpu.kernel->Leaks().ToString(), before.ToString()) << kind.name;
  }
}

// One that comes while the task does not sleep ends its next sleep; it is told once, and pends until
// it is taken.
CORIX_TEST(SignalTest, BetweenTwoSleeps) {
  co_yield CatchSignals(SignalSet(Signal::kInt));
  SendNow(SelfTid(), Signal::kInt);
  co_yield Yield();
  const absl::Time before = co_yield Now();
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kAborted);
  EXPECT_EQ(co_yield Now(), before);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kOk);
  EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), Signal::kInt);
  EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), std::nullopt);
  // Who takes it first is not told.
  SendNow(SelfTid(), Signal::kInt);
  EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), Signal::kInt);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kOk);
  // One refusal tells of all; each is taken by itself, and pends once however often it came.
  co_yield CatchSignals(kIntAndTerm);
  for (const Signal signal : {Signal::kTerm, Signal::kInt, Signal::kTerm})
    SendNow(SelfTid(), signal);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kAborted);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kOk);
  EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), Signal::kInt);
  EXPECT_EQ(co_yield TakeSignal(SignalSet(Signal::kInt)), std::nullopt);
  EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), Signal::kTerm);
}

// Behind a shield it waits, as a cancel does.
CORIX_TEST(SignalTest, Shielded) {
  co_yield CatchSignals(SignalSet(Signal::kInt));
  absl::StatusCode inside = absl::StatusCode::kUnknown;
  const auto clean_up = [](absl::StatusCode* code) -> Process {
    SendNow(SelfTid(), Signal::kInt);
    *code = co_yield Sleep(kSecond);
  };
  co_await Shielded(clean_up(&inside));
  EXPECT_EQ(inside, absl::StatusCode::kOk);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kAborted);
  co_yield TakeSignal(kIntAndTerm);
}

CORIX_TEST(SignalTest, Uncatchable) {
  for (const Signal signal : {Signal::kKill, Signal::kStop}) {
    const SignalSet set(signal, Signal::kInt);
    EXPECT_TRUE(absl::IsInvalidArgument((co_yield CatchSignals(set)).status()));
    EXPECT_TRUE(absl::IsInvalidArgument((co_yield IgnoreSignals(set)).status()));
    EXPECT_TRUE(absl::IsInvalidArgument((co_yield BlockSignals(set)).status()));
  }
  EXPECT_EQ(*(co_yield CatchSignals(SignalSet())), SignalSet());
}

CORIX_TEST(SignalTest, Ignored) {
  EXPECT_EQ(*(co_yield IgnoreSignals(kIntAndTerm)), SignalSet());
  SendNow(SelfTid(), Signal::kInt);
  EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), std::nullopt);
  // Children inherit it; that they change it does not concern their parent.
  const auto child = []() -> Process {
    SendNow(SelfTid(), Signal::kTerm);
    EXPECT_EQ(*(co_yield IgnoreSignals(SignalSet())), kIntAndTerm);
    SendNow(SelfTid(), Signal::kTerm);
  };
  EXPECT_EQ((co_yield WaitTask(co_yield NewTask(child())))->code, 143);
  SendNow(SelfTid(), Signal::kTerm);
  // The last word counts, and to be ignored forgets what pends.
  co_yield CatchSignals(SignalSet(Signal::kInt));
  SendNow(SelfTid(), Signal::kInt);
  EXPECT_EQ(*(co_yield IgnoreSignals(SignalSet(Signal::kInt))), SignalSet(Signal::kTerm));
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kOk);
  EXPECT_EQ(*(co_yield CatchSignals(SignalSet(Signal::kInt))), SignalSet());
  EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), std::nullopt);
  // Children catch nothing.
  const auto tells = []() -> Process {
    EXPECT_EQ(*(co_yield CatchSignals(SignalSet())), SignalSet());
  };
  co_yield WaitTask(co_yield NewTask(tells()));
}

// A blocked one pends without a word; unblocked it acts.
CORIX_TEST(SignalTest, Blocked) {
  EXPECT_EQ(*(co_yield BlockSignals(kIntAndTerm)), SignalSet());
  SendNow(SelfTid(), Signal::kInt);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kOk);
  EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), Signal::kInt);
  // Caught as well: told when it is unblocked.
  co_yield CatchSignals(SignalSet(Signal::kInt));
  SendNow(SelfTid(), Signal::kInt);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kOk);
  EXPECT_EQ(*(co_yield BlockSignals(SignalSet(Signal::kTerm))), kIntAndTerm);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kAborted);
  EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), Signal::kInt);
  const auto child = [](std::string* log) -> Process {
    co_yield BlockSignals(kIntAndTerm);
    SendNow(SelfTid(), Signal::kTerm);
    co_yield Yield();
    *log += "blocked ";
    co_yield BlockSignals(SignalSet());
    *log += "never ";
  };
  std::string log;
  EXPECT_EQ((co_yield WaitTask(co_yield NewTask(child(&log))))->code, 143);
  EXPECT_EQ(log, "blocked ");
}

CORIX_TEST(SignalTest, WaitSignal) {
  EXPECT_TRUE(absl::IsFailedPrecondition((co_yield WaitSignal(kIntAndTerm)).status()));
  co_yield CatchSignals(SignalSet(Signal::kInt, Signal::kHup));
  EXPECT_TRUE(absl::IsFailedPrecondition((co_yield WaitSignal(kIntAndTerm)).status()));
  co_yield BlockSignals(SignalSet(Signal::kTerm));
  const Tid self = SelfTid();
  // One that pends, caught or blocked: at once. (It was not told before, and is not after.)
  SendNow(self, Signal::kTerm);
  SendNow(self, Signal::kInt);
  EXPECT_EQ(*(co_yield WaitSignal(kIntAndTerm)), Signal::kInt);
  EXPECT_EQ(*(co_yield WaitSignal(kIntAndTerm, absl::ZeroDuration())), Signal::kTerm);
  EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kOk);
  // One that comes.
  const auto send = [](Tid tid, Signal signal) -> Process {
    co_yield Sleep(kSecond);
    SendNow(tid, signal);
  };
  for (const Signal signal : {Signal::kInt, Signal::kTerm}) {
    co_yield NewTask(send(self, signal)).Detached();
    EXPECT_EQ(*(co_yield WaitSignal(kIntAndTerm)), signal);
    EXPECT_EQ(co_yield TakeSignal(kIntAndTerm), std::nullopt);
    EXPECT_EQ(co_yield Sleep(kSecond), absl::StatusCode::kOk);
  }
  // Another one.
  co_yield NewTask(send(self, Signal::kHup)).Detached();
  EXPECT_EQ((co_yield WaitSignal(kIntAndTerm)).status(), absl::AbortedError("signal HUP"));
  EXPECT_EQ(*(co_yield WaitSignal(SignalSet(Signal::kHup))), Signal::kHup);
  // None.
  EXPECT_TRUE(absl::IsDeadlineExceeded((co_yield WaitSignal(kIntAndTerm, kSecond)).status()));
  EXPECT_TRUE(
      absl::IsDeadlineExceeded((co_yield WaitSignal(kIntAndTerm, absl::ZeroDuration())).status()));
  // It can be cancelled; and its limit goes with it.
  const auto waiter = [](absl::Status* answer) -> Process {
    co_yield CatchSignals(SignalSet(Signal::kInt));
    *answer = (co_yield WaitSignal(SignalSet(Signal::kInt), kSecond)).status();
  };
  absl::Status answer;
  const Tid tid = co_yield NewTask(waiter(&answer));
  co_yield Yield();
  EXPECT_TRUE(co_yield Cancel(tid));
  co_yield WaitTask(tid);
  EXPECT_TRUE(absl::IsCancelled(answer));
}

// ---- Alarms ----

CORIX_TEST(AlarmTest, Rings) {
  EXPECT_EQ(co_yield SetAlarm(kSecond), absl::ZeroDuration());
  EXPECT_EQ(co_yield SetAlarm(2 * kSecond), kSecond);
  EXPECT_EQ(co_yield SetAlarm(absl::ZeroDuration()), 2 * kSecond);
  EXPECT_EQ(co_yield SetAlarm(absl::InfiniteDuration()), absl::ZeroDuration());
  EXPECT_EQ(co_yield Sleep(3 * kSecond), absl::StatusCode::kOk);
  co_yield CatchSignals(SignalSet(Signal::kAlrm));
  co_yield SetAlarm(kSecond);
  const absl::Time before = co_yield Now();
  EXPECT_EQ(co_yield Sleep(3 * kSecond), absl::StatusCode::kAborted);
  EXPECT_EQ(co_yield Now(), before + kSecond);
  EXPECT_EQ(*(co_yield WaitSignal(SignalSet(Signal::kAlrm))), Signal::kAlrm);
  EXPECT_EQ(co_yield SetAlarm(absl::ZeroDuration()), absl::ZeroDuration());
  // Nobody does anything about it; and it does not outlive its task.
  const auto child = [](absl::Duration sleep) -> Process {
    co_yield SetAlarm(kSecond);
    co_yield Sleep(sleep);
  };
  EXPECT_EQ((co_yield WaitTask(co_yield NewTask(child(2 * kSecond))))->code, 142);
  EXPECT_EQ((co_yield WaitTask(co_yield NewTask(child(kSecond / 2))))->code, 0);
  co_yield Sleep(kSecond);
  EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
}

// ---- Process groups ----

CORIX_TEST(ProcessGroupTest, Inherited) {
  EXPECT_EQ(*(co_yield GetGroup(SelfTid())), 0);
  EXPECT_TRUE((co_yield SetGroup(SelfTid(), SelfTid())).ok());
  const auto grandchild = [](Tid group) -> Process {
    EXPECT_EQ(*(co_yield GetGroup(SelfTid())), group);
  };
  co_yield WaitTask(co_yield NewTask(grandchild(SelfTid())));
  const Tid child = co_yield NewTask(Nap(kSecond));
  EXPECT_TRUE((co_yield SetGroup(child, child)).ok());
  EXPECT_EQ(*(co_yield GetGroup(child)), child);
  EXPECT_EQ(*(co_yield GetGroup(SelfTid())), SelfTid());
  EXPECT_TRUE(absl::IsNotFound(co_yield SetGroup(99, 1)));
  EXPECT_TRUE(absl::IsNotFound((co_yield GetGroup(99)).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(co_yield SetGroup(child, -1)));
  const auto meddler = [](Tid tid) -> Process {
    EXPECT_TRUE(absl::IsPermissionDenied(co_yield SetGroup(tid, tid)));
  };
  co_yield WaitTask(co_yield NewTask(meddler(SelfTid())));
  co_yield WaitTask(child);
}

CORIX_TEST(ProcessGroupTest, ASignalReachesAll) {
  co_yield SetGroup(SelfTid(), SelfTid());
  std::vector<Tid> in;
  std::vector<Tid> out;
  for (int i = 0; i < 6; ++i) {
    const Tid tid = co_yield NewTask(Nap(kSecond));
    if (i % 2 == 0) in.push_back(tid);
    if (i % 2 != 0) out.push_back(tid);
    if (i % 2 == 0) co_yield SetGroup(tid, in[0]);
  }
  EXPECT_TRUE(absl::IsNotFound(co_yield SignalGroup(99, Signal::kTerm)));
  EXPECT_TRUE((co_yield SignalGroup(in[0], Signal::kTerm)).ok());
  for (const Tid tid : in) EXPECT_EQ((co_yield WaitTask(tid))->code, 143);
  EXPECT_TRUE(absl::IsNotFound(co_yield SignalGroup(in[0], Signal::kNone)));
  for (const Tid tid : out) EXPECT_EQ((co_yield WaitTask(tid))->code, 0);
}

// Also the sender, if it belongs to it; it is told last of all.
CORIX_TEST(ProcessGroupTest, TheSenderToo) {
  const auto sender = []() -> Process {
    co_yield SetGroup(SelfTid(), SelfTid());
    TaskGroup group(OnFailure::kGoOn);
    for (int i = 0; i < 3; ++i) group.Spawn(Nap(kSecond));
    co_yield SignalGroup(SelfTid(), Signal::kInt);
    ADD_FAILURE();
  };
  EXPECT_EQ((co_yield WaitTask(co_yield NewTask(sender())))->code, 130);
}

// ---- PIPE ----

// Nobody is left to read what a task prints. Unless it does something about it, it ends.
CORIX_TEST(SignalTest, Pipe) {
  const auto printer = [](int what) -> Process {
    PipeEnds pipe = co_yield Pipe();
    co_yield Dup2(pipe.writer, kStdout);
    pipe.writer = File();
    pipe.reader = File();
    if (what == 1) co_yield IgnoreSignals(SignalSet(Signal::kPipe));
    if (what == 2) co_yield CatchSignals(SignalSet(Signal::kPipe));
    if (what == 3) co_yield BlockSignals(SignalSet(Signal::kPipe));
    for (int i = 0; i < 3; ++i) {
      Print("words\n");
      co_yield Yield();
    }
    EXPECT_EQ(co_yield TakeSignal(SignalSet(Signal::kPipe)),
              what == 1 ? std::nullopt : std::optional(Signal::kPipe));
  };
  for (int what = 0; what < 4; ++what) {
    const ExitStatus status = *(co_yield WaitTask(co_yield NewTask(printer(what))));
    EXPECT_EQ(status.code, what == 0 ? 141 : 0) << what;
  }
}

}  // namespace
}  // namespace corix::testing
