// The rest of the library, in short.

#include <string>
#include <vector>

#include "tests/testing.h"
#include "userland/lib/event_loop.h"
#include "userland/lib/task_future.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

Co<int> SleepFor3() {
  co_yield Sleep(absl::Seconds(3));
  co_return 3;
}

CORIX_TEST(TimeoutTest, Basics) {
  const absl::StatusOr<int> late = co_await WithTimeout(absl::Seconds(1), SleepFor3());
  EXPECT_TRUE(absl::IsDeadlineExceeded(late.status()));
  const absl::StatusOr<int> in_time = co_await WithTimeout(absl::Seconds(5), SleepFor3());
  EXPECT_EQ(in_time.value_or(0), 3);
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Seconds(4));
}

CORIX_TEST(GatherTest, Basics) {
  std::vector<Co<int>> all;
  for (int i = 0; i < 10; ++i) all.push_back(SleepFor3());
  const std::vector<int> values = co_await Gather(std::move(all));
  EXPECT_EQ(values.size(), 10u);
  std::vector<Co<int>> racers;
  racers.push_back(SleepFor3());
  racers.push_back(ReturnCode(7));
  const Winner<int> winner = co_await WaitAny(std::move(racers));
  EXPECT_EQ(winner.index, 1u);
  EXPECT_EQ(winner.value, 7);
  TaskFuture<int> future = StartTask(SleepFor3());
  EXPECT_EQ((co_await future.Get()).value_or(0), 3);
  TaskFuture<int> dropped = StartTask(SleepFor3());
  co_yield Yield();
  EXPECT_TRUE(dropped.Cancel());
  EXPECT_TRUE(absl::IsCancelled((co_await dropped.Get()).status()));
}

CORIX_TEST(EventLoopTest, Basics) {
  EventLoop loop;
  std::string log;
  loop.CallLater(absl::Seconds(2), [&] {
    log += "c";
    loop.Stop();
  });
  loop.CallLater(absl::Seconds(1), [&] { log += "b"; });
  loop.CallSoon([&] { log += "a"; });
  EventLoop::Handle never = loop.CallSoon([&] { log += "never"; });
  EXPECT_TRUE(never.Cancel());
  EXPECT_TRUE((co_await loop.RunForever()).ok());
  EXPECT_EQ(log, "abc");
}

}  // namespace
}  // namespace corix::testing
