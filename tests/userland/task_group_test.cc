// TaskGroup as a library, struck at every moment. (Its laws are tested in
// tests/kernel/group_test.cc.)

#include "userland/lib/task_group.h"

#include <memory>
#include <string>
#include <vector>

#include "tests/userland/sync_testing.h"
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

// A group is waited for by the task in which it stands. Others are refused: it may be gone before
// their turn, as for the last of these, whose output waits meanwhile.
CORIX_TEST(TaskGroupTest, IsForItsOwner) {
  std::string log;
  const auto wait = [](TaskGroup* group, std::string* out, std::string who) -> Process {
    const absl::Status status = co_yield group->Wait();
    Note(out, who, status);
  };
  const PipeEnds pipe = co_yield Pipe(1);
  Tid clogged;
  {
    TaskGroup group;
    group.Spawn(Nap(kSecond));
    group.Spawn(wait(&group, &log, "member"));
    Start(wait(&group, &log, "stranger"));
    clogged = Start([](Fd out, Process its_wait) -> Process {
      Clog(out);
      co_await std::move(its_wait);
    }(pipe.writer, wait(&group, &log, "late")));
    EXPECT_TRUE((co_yield group.Wait()).ok());
    EXPECT_EQ(log, "member:FAILED_PRECONDITION stranger:FAILED_PRECONDITION ");
    EXPECT_TRUE(Writes(clogged));
  }
  log.clear();
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_TRUE(Ended(clogged));
  EXPECT_EQ(log, "late:FAILED_PRECONDITION ");
}

// A group on the heap that somebody else destroys while its owner waits, a member among others: the
// owner is told.
CORIX_TEST(TaskGroupTest, DestroyedWhileItsOwnerWaits) {
  for (const bool by_a_member : {false, true}) {
    auto group = std::make_unique<TaskGroup>();
    const auto destroy = [](std::unique_ptr<TaskGroup>* its) -> Process {
      co_yield Yield();
      its->reset();
    };
    if (by_a_member) {
      group->Spawn(destroy(&group));
    } else {
      Start(destroy(&group));
    }
    const Tid member = group->Spawn(Nap(kSecond));
    EXPECT_TRUE(absl::IsFailedPrecondition(co_yield group->Wait()));
    EXPECT_EQ(group, nullptr);
    EXPECT_TRUE(Ended(member));
    co_yield Sleep(2 * kSecond);
  }
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
