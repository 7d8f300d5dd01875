// Computing under the virtual clock, and tasks that end with their owner.

#include "userland/lib/compute.h"

#include <string>
#include <vector>

#include "tests/testing.h"
#include "userland/lib/task_group.h"

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
  TaskGroup tasks;
  tasks.Spawn("other", other(&turns_of_the_other));
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
  TaskGroup tasks;
  for (const int seconds : {5, 2, 1, 4, 3})
    tasks.Spawn("sleeper", NoteWhenAwake(absl::Seconds(seconds), &log));
  co_yield Yield();
  Compute(absl::Seconds(3.5));
  (void)(co_yield tasks.Wait());
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
  TaskGroup tasks;
  tasks.Spawn("due", NoteWhenAwake(absl::Seconds(1), &log));
  tasks.Spawn("not due", NoteWhenAwake(absl::Seconds(3), &log));
  tasks.Spawn("thread", HoldTime(&log));
  co_yield Yield();
  Compute(absl::Seconds(2));
  (void)(co_yield tasks.Wait());
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

}  // namespace
}  // namespace corix::testing
