// Computing under the virtual clock, and tasks that end with their owner.

#include "userland/lib/compute.h"

#include <string>
#include <vector>

#include "tests/testing.h"
#include "userland/lib/owned_tasks.h"

namespace corix::testing {
namespace {

// Who spends time has spent exactly that much of it, with nobody else's turn in between; less than
// nothing is nothing.
CORIX_TEST(ComputeTest, TakesVirtualTime) {
  int turns_of_the_other = 0;
  auto other = [](int* turns) -> Process {
    for (;;) {
      ++*turns;
      co_yield Yield();
    }
  };
  OwnedTasks tasks;
  tasks.Start("other", other(&turns_of_the_other));
  const absl::Time begin = CallNow(Now());
  Compute(absl::Seconds(3));
  Compute(absl::Nanoseconds(1));
  Compute(absl::Seconds(-5));
  Compute(absl::ZeroDuration());
  EXPECT_EQ(CallNow(Now()) - begin, absl::Seconds(3) + absl::Nanoseconds(1));
  EXPECT_EQ(turns_of_the_other, 0);
  const bool is_virtual = co_yield SpendTime(absl::Hours(1));
  EXPECT_TRUE(is_virtual);
  EXPECT_EQ(CallNow(Now()) - begin, absl::Seconds(3603) + absl::Nanoseconds(1));
}

// The clock neither overflows nor goes back, however much is spent.
CORIX_TEST(ComputeTest, ForEver) {
  Compute(absl::InfiniteDuration());
  const absl::Time late = CallNow(Now());
  Compute(absl::InfiniteDuration());
  Compute(absl::InfiniteDuration());
  EXPECT_GE(CallNow(Now()), late);
  co_return;
}

Process NoteWhenAwake(absl::Duration duration, std::string* log) {
  co_yield Sleep(duration);
  *log += absl::StrFormat("%g@%g ", absl::ToDoubleSeconds(duration),
                          absl::ToDoubleSeconds(CallNow(Now()) - absl::UnixEpoch()));
}

// Those who were due meanwhile wake late, in the order of their deadlines; the others in time.
CORIX_TEST(ComputeTest, SleepersAreLate) {
  std::string log;
  OwnedTasks tasks;
  for (const int seconds : {5, 2, 1, 4, 3})
    tasks.Start("sleeper", NoteWhenAwake(absl::Seconds(seconds), &log));
  co_yield Yield();
  Compute(absl::Seconds(3.5));
  co_await tasks.WaitForAll();
  EXPECT_EQ(log, "1@3.5 2@3.5 3@3.5 4@4 5@5 ");
}

Process HoldTime(std::string* log) {
  auto job = [] { ChurnFor(absl::Milliseconds(50)); };
  co_yield RunBlocking(std::move(job));
  *log +=
      "thread@" + absl::StrFormat("%g ", absl::ToDoubleSeconds(CallNow(Now()) - absl::UnixEpoch()));
}

// A thread holds time still; but those whose time was spent need not wait for it.
CORIX_TEST(ComputeTest, SpentTimeIsNotHeld) {
  std::string log;
  OwnedTasks tasks;
  tasks.Start("due", NoteWhenAwake(absl::Seconds(1), &log));
  tasks.Start("not due", NoteWhenAwake(absl::Seconds(3), &log));
  tasks.Start("thread", HoldTime(&log));
  co_yield Yield();
  Compute(absl::Seconds(2));
  co_await tasks.WaitForAll();
  EXPECT_EQ(log, "1@2 thread@2 3@3 ");
}

// Under the real clock computing takes at least the time that it is to take, and the kernel adds
// nothing to it.
TEST(ComputeTest, TakesRealTime) {
  Capture capture;
  KernelOptions options = VirtualOptions(capture);
  options.clock = ClockKind::kReal;
  Kernel kernel(std::move(options));
  auto body = []() -> Process {
    const absl::Time begin = CallNow(Now());
    Compute(absl::Milliseconds(20));
    EXPECT_GE(CallNow(Now()) - begin, absl::Milliseconds(20));
    const bool is_virtual = co_yield SpendTime(absl::Hours(1000));
    EXPECT_FALSE(is_virtual);
    EXPECT_LT(CallNow(Now()) - begin, absl::Hours(500));
  };
  const Tid tid = kernel.Spawn(body());
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(tid)->code, 0);
}

// Steps depend on each other: as many of them give the same, more of them something else.
TEST(ComputeTest, Churn) {
  EXPECT_EQ(Churn(0), 1U);
  EXPECT_EQ(Churn(1000), Churn(1000));
  EXPECT_NE(Churn(1000), Churn(1001));
}

// None begins before the owner traps; then they begin in the order in which they were started.
CORIX_TEST(OwnedTasksTest, BeginTogether) {
  std::string log;
  auto note = [](std::string* to, char name) -> Process {
    *to += name;
    co_return;
  };
  OwnedTasks tasks;
  for (const char name : {'a', 'b', 'c'}) tasks.Start("note", note(&log, name));
  EXPECT_EQ(log, "");
  EXPECT_EQ(tasks.Live(), 3);
  co_yield Yield();
  EXPECT_EQ(log, "abc");
  EXPECT_EQ(tasks.Live(), 0);
  co_await tasks.WaitForAll();
}

Process OwnSleepers(int sleepers, bool wait) {
  OwnedTasks tasks;
  for (int i = 0; i < sleepers; ++i) tasks.Start("sleeper", Nap(absl::Hours(1)));
  tasks.Start("short", Nap(absl::Seconds(1)));
  if (wait) co_await tasks.WaitForAll();
}

// However the owner ends, by itself, or killed at any of its traps, its tasks end at once, those
// too that have not begun. (That nothing is left, the test's end checks.)
CORIX_TEST(OwnedTasksTest, EndWithTheirOwner) {
  for (int turns = 0; turns < 6; ++turns) {
    const Tid owner = co_yield NewTask("owner", OwnSleepers(3, true));
    for (int turn = 0; turn < turns; ++turn) co_yield Yield();
    co_yield KillTask(owner);
    (void)(co_yield WaitTask(owner));
  }
  const Tid owner = co_yield NewTask("owner", OwnSleepers(3, false));
  (void)(co_yield WaitTask(owner));
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  EXPECT_EQ(tasks.size(), 1U);
}

}  // namespace
}  // namespace corix::testing
