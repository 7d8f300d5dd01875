// Locks: their laws, and that whoever dies leaves them sound.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sweep.h"
#include "userland/lib/barrier.h"
#include "userland/lib/channel.h"
#include "userland/lib/condition.h"
#include "userland/lib/event.h"
#include "userland/lib/event_loop.h"
#include "userland/lib/mutex.h"
#include "userland/lib/rw_lock.h"
#include "userland/lib/select.h"
#include "userland/lib/semaphore.h"
#include "userland/lib/task_future.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

Process LockTwice(Mutex* mutex, int* inside) {
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<Mutex::Guard> guard = co_await mutex->Lock();
    if (!guard.ok()) co_return;
    EXPECT_EQ(++*inside, 1);
    co_yield Yield();
    --*inside;
  }
}

struct Inside {
  int n = 0;
};

Process MutexScenario() {
  Mutex mutex("m");
  int inside = 0;
  TaskGroup group;
  for (int i = 0; i < 3; ++i) group.Spawn(LockTwice(&mutex, &inside));
  (void)(co_yield group.Wait());
}

CORIX_TEST(MutexTest, OneAtATime) { co_await MutexScenario(); }

Process Produce(Channel<int>* channel, int from, int to) {
  for (int i = from; i < to; ++i) {
    const absl::Status status = co_await channel->Send(i);
    if (!status.ok()) co_return;
  }
}
Process Consume(Channel<int>* channel, std::vector<int>* got) {
  while (std::optional<int> n = co_await channel->Next()) got->push_back(*n);
}

CORIX_TEST(ChannelTest, Fifo) {
  Channel<int> channel(3);
  std::vector<int> got;
  TaskGroup group;
  group.Spawn(Consume(&channel, &got));
  co_await Produce(&channel, 0, 100);
  channel.Close();
  EXPECT_TRUE((co_yield group.Wait()).ok());
  EXPECT_EQ(got.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(got[i], i);
}

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

CORIX_TEST(SelectTest, Basics) {
  Channel<int> a(1);
  Channel<std::string> b(1);
  std::optional<int> n;
  std::optional<std::string> text;
  const absl::StatusOr<int> none =
      co_await Select(ReceiveFrom(a, n), ReceiveFrom(b, text), After(absl::Seconds(2)));
  EXPECT_EQ(none.value_or(-1), 2);
  (void)(co_await b.Send("x"));
  const absl::StatusOr<int> second = co_await Select(ReceiveFrom(a, n), ReceiveFrom(b, text));
  EXPECT_EQ(second.value_or(-1), 1);
  EXPECT_EQ(text, "x");
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

TEST(SweepTest, Mutex) {
  EXPECT_GT(SweepKills([] { return MutexScenario(); }), 20);
}

}  // namespace
}  // namespace corix::testing
