// Timers and clocks.

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "tests/testing.h"

namespace corix::testing {
namespace {

// The wheel against a sorted list: the same timers come due in the same order, whatever was set and
// cancelled, over spans from nanoseconds to centuries.
Process AgainstASortedList(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  TimerQueue& queue = cpu.kernel->timers();
  Task& self = *cpu.task;
  std::vector<std::unique_ptr<Timer>> timers;
  std::vector<std::pair<Ticks, Timer*>> model;  // sorted by deadline, then by the order of setting
  Ticks now = 0;
  for (int step = 0; step < 2000; ++step) {
    const int kind = static_cast<int>(random() % 10);
    if (kind < 5) {
      const Ticks span = static_cast<Ticks>(random() >> (random() % 62 + 2));
      const Ticks deadline = now > (INT64_MAX / 2) ? now : now + span / 4;
      timers.push_back(std::make_unique<Timer>());
      queue.Set(*timers.back(), self, deadline);
      const auto at =
          std::upper_bound(model.begin(), model.end(), deadline,
                           [](Ticks value, const auto& entry) { return value < entry.first; });
      model.insert(at, {deadline, timers.back().get()});
    } else if (kind < 7 && !model.empty()) {
      const auto victim = model.begin() + static_cast<std::ptrdiff_t>(random() % model.size());
      queue.Cancel(*victim->second);
      queue.Cancel(*victim->second);  // the second time, nothing happens
      model.erase(victim);
    } else if (!model.empty()) {
      const Ticks look = queue.NextLook();
      EXPECT_LE(look, model.front().first);
      EXPECT_GE(look, now);
      now = kind == 7   ? look
            : kind == 8 ? model.front().first
                        : now + static_cast<Ticks>(random() % 1000);
      while (Timer* due = queue.PopDue(now)) {
        EXPECT_FALSE(model.empty());
        EXPECT_EQ(due, model.front().second);
        EXPECT_LE(model.front().first, now);
        model.erase(model.begin());
      }
      EXPECT_TRUE(model.empty() || model.front().first > now);
    }
    EXPECT_EQ(queue.size(), model.size());
  }
  co_return;
}

TEST(TimerQueueTest, EqualsASortedList) {
  for (std::uint64_t seed = 0; seed < 100 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(AgainstASortedList(seed));
  }
}

// Looking again and again at NextLook always comes to the next timer, in few steps.
CORIX_TEST(TimerQueueTest, NextLookLeadsToTheNextTimer) {
  TimerQueue& queue = cpu.kernel->timers();
  std::vector<std::unique_ptr<Timer>> timers;
  for (int i = 0; i < 1000; ++i) {
    timers.push_back(std::make_unique<Timer>());
    queue.Set(*timers.back(), *cpu.task, 1'000'000'000'000 + i * 1000);
  }
  int looks = 0;
  while (queue.PopDue(queue.NextLook()) == nullptr) ++looks;
  EXPECT_LE(looks, 10);
  EXPECT_EQ(queue.size(), 999);
  co_return;
}

CORIX_TEST(TimerQueueTest, ATimerThatDiesIsCancelled) {
  {
    Timer timer;
    cpu.kernel->timers().Set(timer, *cpu.task, 5);
    EXPECT_EQ(cpu.kernel->timers().size(), 1);
  }
  EXPECT_EQ(cpu.kernel->timers().size(), 0);
  co_return;
}

// ---- Sleep and the virtual clock ----

Process SleepThenLog(absl::Duration duration, std::string& log, std::string name) {
  co_yield Sleep(duration);
  log += name + " ";
}

// Sleepers wake in the order of their deadlines; equal ones in the order in which they went to
// sleep.
CORIX_TEST(SleepTest, WakesInOrder) {
  std::string log;
  CallNow(NewTask(SleepThenLog(absl::Seconds(2), log, "2a")).Detached());
  CallNow(NewTask(SleepThenLog(absl::Seconds(1), log, "1a")).Detached());
  CallNow(NewTask(SleepThenLog(absl::Seconds(2), log, "2b")).Detached());
  CallNow(NewTask(SleepThenLog(absl::Nanoseconds(1), log, "ns")).Detached());
  CallNow(NewTask(SleepThenLog(absl::Hours(24 * 365), log, "year")).Detached());
  CallNow(NewTask(SleepThenLog(absl::Seconds(1), log, "1b")).Detached());
  co_yield Sleep(absl::Hours(24 * 366));
  EXPECT_EQ(log, "ns 1a 1b 2a 2b year ");
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Hours(24 * 366));
}

CORIX_TEST(SleepTest, NothingAndLessIsAYield) {
  for (const absl::Duration duration :
       {absl::ZeroDuration(), -absl::Seconds(1), -absl::InfiniteDuration()}) {
    EXPECT_EQ(co_yield Sleep(duration), absl::StatusCode::kOk);
  }
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch());
}

TEST(ClockTest, TicksAreRoundedUp) {
  EXPECT_EQ(TicksOf(absl::Nanoseconds(5)), 5);
  EXPECT_EQ(TicksOf(absl::Nanoseconds(1) / 4), 1);
  EXPECT_EQ(TicksOf(absl::Nanoseconds(7) + absl::Nanoseconds(1) / 2), 8);
  EXPECT_EQ(TicksOf(-absl::Seconds(1)), 0);
  EXPECT_EQ(TicksOf(absl::InfiniteDuration()), TimerQueue::kNever / 2);
}

// By hand, time moves when it is told to.
TEST(ClockTest, AdvanceByHand) {
  Kernel kernel(VirtualOptions());
  std::string log;
  kernel.Spawn(SleepThenLog(absl::Seconds(10), log, "ten"));
  kernel.Spawn(SleepThenLog(absl::Seconds(20), log, "twenty"));
  kernel.RunReady();
  EXPECT_EQ(log, "");
  kernel.Advance(absl::Seconds(9.999));
  kernel.RunReady();
  EXPECT_EQ(log, "");
  kernel.Advance(absl::Seconds(0.001));
  kernel.RunReady();
  EXPECT_EQ(log, "ten ");
  ExpectRuns(kernel);
  EXPECT_EQ(log, "ten twenty ");
}

// The real clock really waits, and not too short.
TEST(ClockTest, RealTimePasses) {
  const absl::Time before = absl::Now();
  Kernel kernel;
  kernel.Spawn(Nap(absl::Milliseconds(5)));
  ExpectRuns(kernel);
  EXPECT_GE(absl::Now() - before, absl::Milliseconds(5));
}

// A real clock's timer is noticed although somebody always wants to run.
TEST(ClockTest, TimersFireWhileOthersSpin) {
  Kernel kernel;
  kernel.Spawn(YieldForEver());
  const Tid sleeper = kernel.Spawn(Nap(absl::Milliseconds(2)));
  EXPECT_TRUE(kernel.RunUntilExit(sleeper).ok());
}

// CPU time is charged to the task that uses it; under the virtual clock it is 0.
Process BurnCpu(absl::Duration duration, Tid idle, absl::Duration& mine, absl::Duration& others) {
  const absl::Time end = absl::Now() + duration;
  while (absl::Now() < end) {
  }
  const Tid self = co_yield GetTid();
  for (const TaskInfo& task : co_yield ListTasks()) {
    if (task.tid == self) mine = task.cpu;
    if (task.tid == idle) others = task.cpu;
  }
  co_yield KillTask(idle);
}

TEST(CpuTimeTest, IsChargedToWhoUsesIt) {
  absl::Duration mine;
  absl::Duration others;
  Kernel kernel;
  const Tid idle = kernel.Spawn(Nap(absl::Hours(1)));
  kernel.Spawn(BurnCpu(absl::Milliseconds(100), idle, mine, others));
  ExpectRuns(kernel);
  // The machine may give the processor to others, but it cannot give us more than there was.
  EXPECT_GT(mine, absl::ZeroDuration());
  EXPECT_LE(mine, absl::Milliseconds(150));
  EXPECT_EQ(others, absl::ZeroDuration());

  Kernel still(VirtualOptions());
  const Tid idle_too = still.Spawn(Nap(absl::Hours(1)));
  still.Spawn(BurnCpu(absl::Milliseconds(20), idle_too, mine, others));
  ExpectRuns(still);
  EXPECT_EQ(mine, absl::ZeroDuration());
}

}  // namespace
}  // namespace corix::testing
