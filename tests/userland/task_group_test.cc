// TaskGroup as a library, struck at every moment. (Its laws are tested in tests/kernel/group_test.cc.)

#include "userland/lib/task_group.h"

#include <string>
#include <vector>

#include "tests/sweep.h"
#include "userland/lib/channel.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

// Cancelled while it waits, the owner goes on; so do the members.
CORIX_TEST(TaskGroupTest, WaitIsCancelled) {
  TaskGroup group;
  const auto cancel = [](Tid tid) -> Process { EXPECT_TRUE(co_yield Cancel(tid)); };
  group.Spawn(cancel(co_yield GetTid()));
  const Tid member = group.Spawn("sleeper", Nap(kSecond));
  EXPECT_EQ(cpu.kernel->FindTask(member)->Name(), "sleeper");
  EXPECT_TRUE(absl::IsCancelled(co_yield group.Wait()));
  EXPECT_GT(group.size(), 0u);
  EXPECT_TRUE((co_yield group.Wait()).ok());
  EXPECT_EQ(group.size(), 0u);
}

// What a member does to what stands before the group is there when the group has gone.
CORIX_TEST(TaskGroupTest, FillsWhatStandsBeforeIt) {
  std::vector<int> squares(100);
  const auto fill = [](int* place, int n) -> Process {
    co_yield Sleep((100 - n) * kSecond);
    *place = n * n;
  };
  TaskGroup group;
  for (int i = 0; i < 100; ++i) group.Spawn(fill(&squares[static_cast<std::size_t>(i)], i));
  EXPECT_TRUE((co_yield group.Wait()).ok());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(squares[static_cast<std::size_t>(i)], i * i);
}

Co<int> FailAfter(int seconds) {
  co_yield Sleep(seconds * kSecond);
  co_return 1;
}

Process Inner(Channel<int>* channel, int seconds) {
  TaskGroup group;
  group.Spawn(Nap(kSecond));
  group.Spawn(FailAfter(seconds));
  const auto receive = [](Channel<int>* its) -> Process { (void)(co_await its->Next()); };
  group.Spawn(receive(channel));
  (void)(co_await channel->Send(1));
  (void)(co_yield group.Wait());
}

Process GroupScenario() {
  Channel<int> channel(1);
  {
    TaskGroup group;
    group.Spawn(Inner(&channel, 3));
    group.Spawn(Inner(&channel, 2));
    (void)(co_yield group.Wait());
  }
  TaskGroup second;
  second.Spawn(Nap(9 * kSecond));
  second.Spawn(Inner(&channel, 1));
}

TEST(TaskGroupTest, Sweep) {
  EXPECT_GT(SweepKills([] { return GroupScenario(); }), 50);
  EXPECT_GT(SweepCancels([] { return GroupScenario(); }), 50);
}

}  // namespace
}  // namespace corix::testing
