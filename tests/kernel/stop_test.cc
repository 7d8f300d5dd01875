// Stopped tasks: no turns until they may go on, and what their parents learn of it.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/sleeps.h"
#include "tests/sweep.h"
#include "userland/lib/channel.h"
#include "userland/lib/task_group.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

void SendNow(Tid tid, Signal signal) { EXPECT_TRUE(CallNow(SendSignal(tid, signal)).ok()); }

std::optional<TaskInfo> InfoOf(Tid tid) {
  for (const TaskInfo& task : CallNow(ListTasks()))
    if (task.tid == tid) return task;
  return std::nullopt;
}

// One that could run gets no turn; one that sleeps sleeps on, and gets no turn when it is woken.
CORIX_TEST(StopTest, NoTurns) {
  const Tid runner = co_yield NewTask(YieldForEver());
  const Tid sleeper = co_yield NewTask(Nap(kSecond));
  co_await YieldTimes(3);
  SendNow(runner, Signal::kStop);
  SendNow(sleeper, Signal::kTstp);
  const std::uint64_t turns = InfoOf(runner)->turns;
  co_await YieldTimes(10);
  EXPECT_EQ(InfoOf(runner)->turns, turns);
  EXPECT_EQ(InfoOf(runner)->StateLetter(), 'T');
  EXPECT_EQ(InfoOf(sleeper)->StateLetter(), 'T');
  EXPECT_NE(InfoOf(sleeper)->waits_in, "");
  co_yield Sleep(2 * kSecond);
  EXPECT_EQ(InfoOf(sleeper)->waits_in, "");
  EXPECT_EQ(InfoOf(sleeper)->StateLetter(), 'T');
  SendNow(sleeper, Signal::kCont);
  EXPECT_EQ((co_yield WaitTask(sleeper))->code, 0);
  SendNow(runner, Signal::kCont);
  co_await YieldTimes(3);
  EXPECT_GT(InfoOf(runner)->turns, turns);
  co_yield KillTask(runner);
}

// What would end it waits, but for KILL, and for who kills without asking.
CORIX_TEST(StopTest, EndsWhenItGoesOn) {
  for (const bool sleeps : {true, false}) {
    for (const Signal signal : {Signal::kTerm, Signal::kKill, Signal::kNone}) {
      Process process = sleeps ? Nap(kSecond) : YieldForEver();
      const Tid tid = co_yield NewTask(std::move(process));
      co_await YieldTimes(3);
      SendNow(tid, Signal::kStop);
      co_await YieldTimes(3);
      if (signal == Signal::kNone) co_yield KillTask(tid, Signal::kTerm);
      if (signal != Signal::kNone) SendNow(tid, signal);
      if (signal == Signal::kTerm) {
        co_await YieldTimes(3);
        EXPECT_EQ(InfoOf(tid)->StateLetter(), 'T');
        SendNow(tid, Signal::kCont);
      }
      EXPECT_EQ((co_yield WaitTask(tid))->signal,
                signal == Signal::kKill ? Signal::kKill : Signal::kTerm);
    }
  }
}

// A CONT that comes undoes the stop that pends, and the other way round.
CORIX_TEST(StopTest, TheyUndoEachOther) {
  co_yield CatchSignals(SignalSet(Signal::kTstp, Signal::kCont));
  SendNow(SelfTid(), Signal::kTstp);
  SendNow(SelfTid(), Signal::kCont);
  EXPECT_EQ(co_yield TakeSignal(SignalSet(Signal::kTstp)), std::nullopt);
  SendNow(SelfTid(), Signal::kTstp);
  EXPECT_EQ(co_yield TakeSignal(SignalSet(Signal::kCont)), std::nullopt);
  EXPECT_EQ(co_yield TakeSignal(SignalSet(Signal::kTstp)), Signal::kTstp);
}

// Who catches CONT goes on, and is told.
CORIX_TEST(StopTest, ContIsCaught) {
  const auto child = [](std::string* log) -> Process {
    co_yield CatchSignals(SignalSet(Signal::kCont));
    const absl::StatusOr<Signal> signal = co_yield WaitSignal(SignalSet(Signal::kCont));
    *log += NameOf(*signal);
  };
  std::string log;
  const Tid tid = co_yield NewTask(child(&log));
  co_await YieldTimes(3);
  SendNow(tid, Signal::kStop);
  SendNow(tid, Signal::kCont);
  EXPECT_EQ((co_yield WaitTask(tid))->code, 0);
  EXPECT_EQ(log, "CONT");
}

// ---- What the parent learns ----

CORIX_TEST(StopTest, TheParentIsTold) {
  const Tid tid = co_yield NewTask(Nap(kSecond));
  co_yield Yield();
  SendNow(tid, Signal::kTstp);
  // It asks for the first time now: that the child stands still it learns all the same.
  absl::StatusOr<ChildExit> change = co_yield WaitAnyChild().OrStopped();
  EXPECT_EQ(change->tid, tid);
  EXPECT_EQ(change->status.cause, ExitStatus::Cause::kStopped);
  EXPECT_TRUE(
      absl::IsUnavailable((co_yield WaitAnyChild().OrStopped().WithoutSleeping()).status()));
  // Only the last is told.
  SendNow(tid, Signal::kCont);
  SendNow(tid, Signal::kTstp);
  change = co_yield WaitAnyChild().OrStopped();
  EXPECT_EQ(change->status, ExitStatus::Stopped(Signal::kTstp));
  EXPECT_TRUE(change->status.alive());
  EXPECT_EQ(change->status.code, 148);
  // Who does not ask for it is not told.
  EXPECT_TRUE(absl::IsUnavailable((co_yield WaitAnyChild().WithoutSleeping()).status()));
  // While it sleeps.
  const auto send = [](Tid to, Signal signal) -> Process {
    co_yield Sleep(kSecond / 4);
    SendNow(to, signal);
  };
  co_yield NewTask(send(tid, Signal::kCont)).Detached();
  change = co_yield WaitAnyChild().OrStopped();
  EXPECT_EQ(change->status, ExitStatus::Continued());
  co_yield NewTask(send(tid, Signal::kStop)).Detached();
  change = co_yield WaitAnyChild().OrStopped();
  EXPECT_EQ(change->status, ExitStatus::Stopped(Signal::kStop));
  // Of one that has ended nothing else is told.
  SendNow(tid, Signal::kCont);
  SendNow(tid, Signal::kTerm);
  change = co_yield WaitAnyChild().OrStopped();
  EXPECT_EQ(change->status, ExitStatus::Killed(Signal::kTerm));
  EXPECT_TRUE(absl::IsNotFound((co_yield WaitAnyChild().OrStopped()).status()));
}

CORIX_TEST(StopTest, Chld) {
  co_yield CatchSignals(SignalSet(Signal::kChld));
  const Tid tid = co_yield NewTask(Nap(kSecond));
  co_yield Yield();
  const auto told = [] { return CallNow(TakeSignal(SignalSet(Signal::kChld))).has_value(); };
  EXPECT_FALSE(told());
  SendNow(tid, Signal::kStop);
  EXPECT_TRUE(told());
  SendNow(tid, Signal::kStop);
  EXPECT_FALSE(told());
  SendNow(tid, Signal::kCont);
  EXPECT_TRUE(told());
  EXPECT_EQ(co_yield Sleep(5 * kSecond), absl::StatusCode::kAborted);
  EXPECT_TRUE(told());
  EXPECT_EQ((co_yield WaitTask(tid))->code, 0);
  co_yield NewTask(Nap(kSecond)).Detached();
  EXPECT_EQ(co_yield Sleep(5 * kSecond), absl::StatusCode::kOk);
}

// ---- At every moment ----

Process Scenario() {
  Channel<int> numbers(1);
  TaskGroup group;
  const auto send = [](Channel<int>* to, int n) -> Process {
    for (int i = 0; i < n; ++i) (void)(co_await to->Send(i));
  };
  const auto receive = [](Channel<int>* from, int n, int* sum) -> Process {
    for (int i = 0; i < n; ++i) {
      const absl::StatusOr<int> number = co_await from->Receive();
      *sum += number.value_or(-1000);
    }
    co_yield Sleep(kSecond);
  };
  int sum = 0;
  for (int i = 0; i < 2; ++i) group.Spawn(send(&numbers, 3));
  group.Spawn(receive(&numbers, 6, &sum));
  Print("words\n");
  EXPECT_TRUE((co_yield group.Wait()).ok());
  EXPECT_EQ(sum, 6);
}

// Stopped, and continued when all others stand still, it comes to the same end.
TEST(StopTest, SweepOfStops) {
  EXPECT_GT(SweepStops([] { return Scenario(); }), 30);
}

// Random signals to tasks that run, sleep and print, against a model of what they must become.
TEST(StopTest, RandomSignals) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    RunToEnd([](std::uint64_t number) -> Process {
      Random random(number);
      struct Model {
        bool stopped = false;
        Signal end = Signal::kNone;      // how it ended
        Signal pending = Signal::kNone;  // the first that will end it when it goes on
        std::uint64_t turns = 0;
      };
      std::map<int, Model> tasks;
      for (int i = 0; i < 4; ++i) {
        Process process = i % 2 == 0 ? YieldForEver() : Nap(absl::Hours(1));
        const Tid tid = co_yield NewTask(std::move(process));
        tasks[tid];
      }
      for (int step = 0; step < 60; ++step) {
        for (auto& [tid, model] : tasks) {
          const std::optional<TaskInfo> info = InfoOf(tid);
          EXPECT_EQ(info->state == TaskState::kZombie, model.end != Signal::kNone)
              << number << " " << step;
          if (model.end != Signal::kNone) continue;
          EXPECT_EQ(info->stopped, model.stopped) << number << " " << step;
          if (model.stopped) {
            EXPECT_EQ(info->turns, model.turns) << number << " " << step;
          }
        }
        auto victim = std::next(tasks.begin(), static_cast<int>(Below(random, tasks.size())));
        Model& model = victim->second;
        constexpr Signal kSome[] = {Signal::kStop, Signal::kTstp, Signal::kCont, Signal::kCont,
                                    Signal::kChld, Signal::kTerm, Signal::kHup,  Signal::kKill};
        const Signal signal = kSome[Below(random, step < 40 ? 5 : 8)];
        const absl::Status sent = co_yield SendSignal(victim->first, signal);
        EXPECT_EQ(sent.ok(), model.end == Signal::kNone);
        if (model.end != Signal::kNone) continue;
        switch (DefaultAction(signal)) {
          case SignalAction::kStop:
            if (!model.stopped) model.turns = InfoOf(victim->first)->turns;
            model.stopped = true;
            break;
          case SignalAction::kContinue:
            model.stopped = false;
            model.end = model.pending;
            break;
          case SignalAction::kEnd:
            if (model.stopped && signal != Signal::kKill) {
              // The lowest acts first.
              if (model.pending == Signal::kNone || signal < model.pending) model.pending = signal;
            } else {
              model.end = signal;
            }
            break;
          case SignalAction::kNothing:
            break;
        }
        co_await YieldTimes(static_cast<int>(Below(random, 3)));
      }
      for (auto& [tid, model] : tasks) {
        if (model.end == Signal::kNone) co_yield KillTask(tid);
        const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
        EXPECT_EQ(status->signal, model.end == Signal::kNone ? Signal::kKill : model.end);
      }
    }(seed));
    if (::testing::Test::HasFailure()) break;
  }
}

}  // namespace
}  // namespace corix::testing
