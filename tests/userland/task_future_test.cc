// Coroutines that run by themselves: StartTask, Gather, WaitAny, AllTasks.

#include "userland/lib/task_future.h"

#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/sweep.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

Co<int> After(int seconds, int value) {
  co_yield Sleep(seconds * kSecond);
  co_return value;
}
Co<int> ThrowAfter(int seconds, std::string what) {
  co_yield Sleep(seconds * kSecond);
  throw std::runtime_error(what);
}
Co<int> ExitAfter(int seconds, int code) {
  co_yield Sleep(seconds * kSecond);
  co_yield Exit(code);
  co_return 0;
}
Co<int> Traced(std::string* log, std::string name, int seconds) {
  const Tracer tracer(*log, name);
  co_yield Sleep(seconds * kSecond);
  *log += name + " ";
  co_return seconds;
}

// What a coroutine threw, or "".
template <typename T>
Co<std::string> WhatThrown(Co<T> call) {
  try {
    (void)(co_await std::move(call));
  } catch (const std::exception& error) {
    co_return error.what();
  }
  co_return "";
}
Co<absl::StatusOr<int>> Get(TaskFuture<int> future) {
  absl::StatusOr<int> answer = co_await future.Get();
  co_return answer;
}

CORIX_TEST(TaskFutureTest, ResultsOfEveryKind) {
  EXPECT_EQ((co_await Get(StartTask(After(1, 5)))).value_or(0), 5);
  EXPECT_EQ(co_await WhatThrown(Get(StartTask(ThrowAfter(1, "oh")))), "oh");
  EXPECT_TRUE(absl::IsCancelled((co_await Get(StartTask(ExitAfter(1, 3)))).status()));
  const TaskFuture<int> killed = StartTask("victim", After(9, 1));
  EXPECT_EQ(cpu.kernel->FindTask(killed.tid())->Name(), "victim");
  EXPECT_TRUE(co_yield KillTask(killed.tid()));
  EXPECT_TRUE(killed.cancelled());
  TaskFuture<void> nothing = StartTask(Nap(kSecond));
  EXPECT_TRUE((co_await nothing.Get()).ok());
  EXPECT_FALSE(nothing.Cancel());
  EXPECT_TRUE(nothing.has_value());
}

Co<int> CleanUp(std::string* log) {
  const absl::StatusCode code = co_yield Sleep(absl::Hours(1));
  absl::StrAppend(log, static_cast<int>(code), " ");
  co_yield Sleep(kSecond);
  *log += "clean ";
  co_return 7;
}

// Cancelled, it ends in its own time; then its future is cancelled, whatever it returned.
CORIX_TEST(TaskFutureTest, Cancel) {
  std::string log;
  TaskFuture<int> future = StartTask(CleanUp(&log));
  co_yield Yield();
  EXPECT_TRUE(future.Cancel());
  EXPECT_FALSE(future.done());
  EXPECT_TRUE(absl::IsCancelled((co_await future.Get()).status()));
  EXPECT_EQ(log, "1 clean ");
  EXPECT_FALSE(future.Cancel());
}

// Each Cancel is one of the task's: a second one interrupts the clean-up too, unless that is
// shielded.
CORIX_TEST(TaskFutureTest, CancelledTwice) {
  for (const bool shielded : {false, true}) {
    std::string log;
    const auto clean_up = [](std::string* out, bool is_shielded) -> Co<int> {
      co_yield Sleep(absl::Hours(1));
      const auto last = [](std::string* its) -> Process {
        const absl::StatusCode code = co_yield Sleep(kSecond);
        *its += code == absl::StatusCode::kOk ? "clean" : "interrupted";
      };
      if (is_shielded) {
        co_await Shielded(last(out));
      } else {
        co_await last(out);
      }
      co_return 1;
    };
    TaskFuture<int> future = StartTask(clean_up(&log, shielded));
    co_yield Yield();
    EXPECT_TRUE(future.Cancel());
    co_yield Yield();
    EXPECT_TRUE(future.Cancel());
    EXPECT_TRUE(absl::IsCancelled((co_await future.Get()).status()));
    EXPECT_EQ(log, shielded ? "clean" : "interrupted");
  }
}

// One that was moved from is of the same task.
CORIX_TEST(TaskFutureTest, MovedFrom) {
  TaskFuture<int> first = StartTask(After(9, 1));
  const TaskFuture<int> second = std::move(first);
  co_yield Yield();
  EXPECT_TRUE(first.Cancel());  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE((co_await second.Wait()).ok());
  EXPECT_TRUE(second.cancelled());
}

// To cancel the task itself is between it and its caller: its result is what it returns.
CORIX_TEST(TaskFutureTest, CancelOfTheTaskAlone) {
  std::string log;
  const TaskFuture<int> future = StartTask(CleanUp(&log));
  co_yield Yield();
  EXPECT_TRUE(co_yield Cancel(future.tid()));
  EXPECT_EQ((co_await future.Get()).value_or(0), 7);
}

// Outside any task nobody can be asked: then nothing changes.
TEST(TaskFutureTest, CancelOutsideAnyTask) {
  std::vector<TaskFuture<int>> started;
  Kernel kernel(VirtualOptions());
  const Tid starter = kernel.Spawn([](std::vector<TaskFuture<int>>* out) -> Process {
    out->push_back(StartTask(After(1, 5)));
    co_return;
  }(&started));
  kernel.RunReady();
  EXPECT_FALSE(started[0].Cancel());
  ExpectRuns(kernel);
  EXPECT_EQ(started[0].result().value_or(0), 5);
  EXPECT_TRUE(kernel.TakeExit(starter).ok());
  ExpectNoLeaks(kernel);
}

// It goes on when its future is dropped.
CORIX_TEST(TaskFutureTest, Dropped) {
  std::string log;
  (void)StartTask(Traced(&log, "a", 1));
  co_yield Sleep(2 * kSecond);
  EXPECT_EQ(log, "a ~a ");
}

struct Ring {
  std::vector<TaskFuture<int>> futures;
};
Co<int> AwaitNext(Ring* ring, std::size_t next) {
  co_yield Sleep(kSecond);
  const absl::StatusOr<int> answer = co_await ring->futures[next].Get();
  co_return answer.value_or(-1);
}
Process MakeRing(Ring* ring) {
  for (std::size_t i = 0; i < 3; ++i)
    ring->futures.push_back(StartTask(AwaitNext(ring, (i + 1) % 3)));
  co_return;
}

// Futures that wait for each other are a deadlock, and are reported as one.
TEST(TaskFutureTest, ACycleIsReported) {
  Ring ring;
  Kernel kernel(VirtualOptions());
  kernel.Spawn(MakeRing(&ring));
  const absl::Status status = kernel.Run();
  EXPECT_NE(status.message().find("cycle: 2 -> 3 -> 4 -> 2"), absl::string_view::npos)
      << status.message();
}

// ---- Gather ----

std::vector<Co<int>> Naps(int n) {
  std::vector<Co<int>> naps;
  for (int i = 0; i < n; ++i) naps.push_back(After(n - i, i));
  return naps;
}

CORIX_TEST(GatherTest, ValuesInTheirOrder) {
  const std::vector<int> values = co_await Gather(Naps(20));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(values[static_cast<std::size_t>(i)], i);
  EXPECT_EQ(values.size(), 20u);
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + 20 * kSecond);
  EXPECT_TRUE((co_await Gather(Naps(0))).empty());
  const auto text = []() -> Co<std::string> { co_return "t"; };
  const std::tuple<int, std::string, std::monostate> mixed =
      co_await Gather(After(1, 4), text(), Nap(kSecond));
  EXPECT_EQ(std::get<0>(mixed), 4);
  EXPECT_EQ(std::get<1>(mixed), "t");
}

// The first exception ends the others, which are gone when it is thrown here.
CORIX_TEST(GatherTest, TheFirstException) {
  for (const bool mixed : {false, true}) {
    std::string log;
    std::string what;
    if (mixed) {
      what = co_await WhatThrown(
          Gather(Traced(&log, "a", 9), ThrowAfter(3, "second"), ThrowAfter(2, "first")));
    } else {
      std::vector<Co<int>> all;
      all.push_back(Traced(&log, "a", 9));
      all.push_back(ThrowAfter(3, "second"));
      all.push_back(ThrowAfter(2, "first"));
      what = co_await WhatThrown(Gather(std::move(all)));
    }
    EXPECT_EQ(what, "first");
    EXPECT_EQ(log, "~a ");
  }
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + 4 * kSecond);
}

// One that ends without a result is an error, also if its exit code is 0.
CORIX_TEST(GatherTest, NoResult) {
  for (const int code : {0, 3}) {
    EXPECT_NE(co_await WhatThrown(Gather(After(2, 1), ExitAfter(1, code))), "");
    std::vector<Co<int>> all;
    all.push_back(After(2, 1));
    all.push_back(ExitAfter(1, code));
    EXPECT_NE(co_await WhatThrown(Gather(std::move(all))), "");
    std::vector<Co<int>> racers;
    racers.push_back(ExitAfter(1, code));
    EXPECT_NE(co_await WhatThrown(WaitAny(std::move(racers))), "");
  }
}

Process CancelSoon(Tid tid) { EXPECT_TRUE(co_yield Cancel(tid)); }

// Cancelled, or out of time: all are ended.
CORIX_TEST(GatherTest, Interrupted) {
  const Tid self = co_yield GetTid();
  for (const bool race : {false, true}) {
    std::string log;
    const auto make = [](std::string* its_log, bool its_race) -> Co<void> {
      std::vector<Co<int>> all;
      all.push_back(Traced(its_log, "a", 9));
      all.push_back(Traced(its_log, "b", 9));
      if (its_race) {
        (void)(co_await WaitAny(std::move(all)));
      } else {
        (void)(co_await Gather(std::move(all)));
      }
    };
    co_yield NewTask(CancelSoon(self)).Detached();
    EXPECT_EQ(co_await WhatThrown(make(&log, race)), "cancelled");
    EXPECT_EQ(log, "~a ~b ");
    log.clear();
    EXPECT_TRUE(absl::IsDeadlineExceeded(co_await WithTimeout(kSecond, make(&log, race))));
    EXPECT_EQ(log, "~a ~b ");
  }
}

CORIX_TEST(GatherTest, AHundredThousand) {
  std::vector<Co<int>> all;
  for (int i = 0; i < 100'000; ++i) all.push_back(ReturnCode(i));
  const std::vector<int> values = co_await Gather(std::move(all));
  EXPECT_EQ(values.back(), 99'999);
}

// ---- WaitAny ----

CORIX_TEST(WaitAnyTest, LosersHaveEnded) {
  std::string log;
  std::vector<Co<int>> racers;
  racers.push_back(Traced(&log, "a", 3));
  racers.push_back(Traced(&log, "b", 1));
  racers.push_back(Traced(&log, "c", 2));
  const Winner<int> winner = co_await WaitAny(std::move(racers));
  EXPECT_EQ(winner.index, 1u);
  EXPECT_EQ(winner.value, 1);
  EXPECT_EQ(log, "b ~b ~a ~c ");
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + kSecond);
}

CORIX_TEST(WaitAnyTest, OddRaces) {
  EXPECT_NE(co_await WhatThrown(WaitAny(std::vector<Co<int>>())), "");
  std::vector<Co<int>> racers;
  racers.push_back(After(2, 1));
  racers.push_back(ThrowAfter(1, "won"));
  EXPECT_EQ(co_await WhatThrown(WaitAny(std::move(racers))), "won");
  std::vector<Co<void>> naps;
  naps.push_back(Nap(2 * kSecond));
  naps.push_back(Nap(kSecond));
  EXPECT_EQ((co_await WaitAny(std::move(naps))).index, 1u);
}

Process KillLater(Tid tid) {
  co_yield Sleep(kSecond);
  EXPECT_TRUE(co_yield KillTask(tid));
}

CORIX_TEST(WaitAnyTest, AKilledRacer) {
  // Its racers are the tasks after the killer.
  const Tid self = co_yield GetTid();
  co_yield NewTask(KillLater(self + 2)).Detached();
  std::vector<Co<int>> racers;
  racers.push_back(After(9, 1));
  racers.push_back(After(9, 2));
  EXPECT_NE((co_await WhatThrown(WaitAny(std::move(racers)))).find("task 3"), std::string::npos);
}

CORIX_TEST(AllTasksTest, TheLivingInTheirOrder) {
  (void)StartTask(After(1, 1));
  co_yield NewTask(ReturnCode(0));
  co_yield Yield();
  std::string tids;
  for (const TaskInfo& task : AllTasks()) absl::StrAppend(&tids, static_cast<int>(task.tid), " ");
  EXPECT_EQ(tids, "1 2 ");
  EXPECT_TRUE((co_yield WaitAnyChild()).ok());
}

// ---- Struck at every moment ----

Process GatherScenario() {
  const auto ignore = [](const std::string& /*what*/) {};
  ignore(co_await WhatThrown(Gather(Naps(3))));
  ignore(co_await WhatThrown(WaitAny(Naps(3))));
  ignore(co_await WhatThrown(Gather(After(1, 1), ThrowAfter(2, "x"))));
  TaskFuture<int> future = StartTask(After(1, 1));
  (void)(co_await future.Wait());
}

TEST(GatherTest, Sweep) {
  EXPECT_GT(SweepKills([] { return GatherScenario(); }), 50);
  EXPECT_GT(SweepCancels([] { return GatherScenario(); }), 50);
}

}  // namespace
}  // namespace corix::testing
