// WaitTask and WaitAnyChild: who learns how a task ended, and when it is forgotten.

#include <map>
#include <random>
#include <vector>

#include "tests/testing.h"

namespace corix::testing {
namespace {

Process Collect(Tid target, std::vector<int>& codes) {
  const auto status = co_yield WaitTask(target);
  codes.push_back(status.ok() ? status->code : -1);
}

// All who wait are woken, in the order in which they came.
CORIX_TEST(WaitTaskTest, ManyWaiters) {
  const Tid target = co_yield NewTask(Nap(absl::Seconds(1)));
  std::string order;
  for (int i = 0; i < 100; ++i) {
    co_yield NewTask([](Tid awaited, std::string& log, int number) -> Process {
      co_yield WaitTask(awaited);
      log += std::to_string(number) + " ";
    }(target, order, i))
        .Detached();
  }
  co_yield WaitTask(target);
  co_await YieldTimes(1);
  std::string expected;
  for (int i = 0; i < 100; ++i) expected += std::to_string(i) + " ";
  EXPECT_EQ(order, expected);
}

CORIX_TEST(WaitTaskTest, SelfIsRefused) {
  const Tid self = co_yield GetTid();
  const auto status = co_yield WaitTask(self);
  EXPECT_EQ(status.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.status().message(), "a task cannot wait for itself");
}

CORIX_TEST(WaitTaskTest, UnknownIsNotFound) {
  for (const int tid : {0, -5, 77}) {
    const auto status = co_yield WaitTask(tid);
    EXPECT_TRUE(absl::IsNotFound(status.status()));
    EXPECT_EQ(status.status().message(), "no task " + std::to_string(tid));
  }
}

Process WaitAndLog(Tid target, std::vector<absl::StatusCode>& log) {
  const auto status = co_yield WaitTask(target);
  log.push_back(status.status().code());
}

// 2 waits for 3, 3 for 4, 4 for 5; then 5 may not wait for 2, nor 3 ... nor itself; but it may wait
// for another.
CORIX_TEST(WaitTaskTest, ACycleIsRefusedAndTheOthersGoOn) {
  std::vector<absl::StatusCode> log;
  co_yield NewTask(WaitAndLog(3, log)).Detached();
  co_yield NewTask(WaitAndLog(4, log)).Detached();
  co_yield NewTask(WaitAndLog(5, log)).Detached();
  co_yield NewTask(WaitAndLog(2, log)).Detached();
  co_await YieldTimes(10);
  // 2 waited for 3 when there was no 3 yet.
  const std::vector<absl::StatusCode> expected = {
      absl::StatusCode::kNotFound, absl::StatusCode::kNotFound, absl::StatusCode::kNotFound,
      absl::StatusCode::kNotFound};
  EXPECT_EQ(log, expected);
}

Process YieldThenWait(Tid target, std::vector<absl::StatusCode>& log) {
  co_yield Yield();
  const auto status = co_yield WaitTask(target);
  log.push_back(status.status().code());
}

CORIX_TEST(WaitTaskTest, TheWaitThatWouldCloseACycleIsRefused) {
  std::vector<absl::StatusCode> log;
  for (const int target : {3, 4, 5, 2}) CallNow(NewTask(YieldThenWait(target, log)).Detached());
  co_await YieldTimes(20);
  // The last one is refused and ends; then the others are answered, last to first.
  const std::vector<absl::StatusCode> expected = {absl::StatusCode::kFailedPrecondition,
                                                  absl::StatusCode::kOk, absl::StatusCode::kOk,
                                                  absl::StatusCode::kOk};
  EXPECT_EQ(log, expected);
}

// Whoever waits for whom: no graph of waits can stand still.
TEST(WaitTaskTest, RandomWaitsNeverDeadlock) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    std::mt19937_64 random(seed);
    Kernel kernel(VirtualOptions());
    std::vector<absl::StatusCode> log;
    const int tasks = 2 + static_cast<int>(random() % 30);
    for (int i = 0; i < tasks; ++i)
      kernel.Spawn(YieldThenWait(1 + static_cast<int>(random() % tasks), log));
    ExpectRuns(kernel);
    EXPECT_EQ(log.size(), tasks) << "seed " << seed;
  }
}

CORIX_TEST(WaitTaskTest, OneThatHasEndedThenOneThatWasReaped) {
  const Tid child = co_yield NewTask(ReturnCode(7));
  co_yield Yield();
  EXPECT_EQ(cpu.kernel->FindTask(child)->state(), TaskState::kZombie);
  const auto status = co_yield WaitTask(child);
  EXPECT_EQ(status.value(), ExitStatus::Returned(7));
  EXPECT_EQ(cpu.kernel->FindTask(child), nullptr);
  const auto again = co_yield WaitTask(child);
  EXPECT_TRUE(absl::IsNotFound(again.status()));
}

// Another task's wait answers, and does not reap: the parent still learns it.
CORIX_TEST(WaitTaskTest, AStrangersWaitDoesNotReap) {
  const Tid child = co_yield NewTask(ReturnCode(7));
  co_yield Yield();
  std::vector<int> codes;
  const Tid stranger = co_yield NewTask(Collect(child, codes));
  co_yield WaitTask(stranger);
  const auto status = co_yield WaitTask(child);
  EXPECT_EQ(status->code, 7);
  EXPECT_EQ(codes, std::vector<int>{7});
}

// ---- WaitAnyChild ----

CORIX_TEST(WaitAnyChildTest, InTheOrderOfTheirEnds) {
  const Tid slow = co_yield NewTask(Nap(absl::Seconds(3)));
  const Tid quick = co_yield NewTask(Nap(absl::Seconds(1)));
  const Tid middle = co_yield NewTask(Nap(absl::Seconds(2)));
  const Tid at_once = co_yield NewTask(ReturnCode(5));
  co_yield Yield();
  for (const Tid expected : {at_once, quick, middle, slow}) {
    const auto child = co_yield WaitAnyChild();
    EXPECT_EQ(child->tid, expected);
    EXPECT_EQ(cpu.kernel->FindTask(expected), nullptr);
  }
  const auto none = co_yield WaitAnyChild();
  EXPECT_TRUE(absl::IsNotFound(none.status()));
}

CORIX_TEST(WaitAnyChildTest, WithoutSleeping) {
  const Tid child = co_yield NewTask(Nap(absl::Seconds(1)));
  const auto early = co_yield WaitAnyChild().WithoutSleeping();
  EXPECT_TRUE(absl::IsUnavailable(early.status()));
  co_yield Sleep(absl::Seconds(2));
  const auto late = co_yield WaitAnyChild().WithoutSleeping();
  EXPECT_EQ(late->tid, child);
}

CORIX_TEST(WaitAnyChildTest, DetachedOnesDoNotCount) {
  co_yield NewTask(Nap(absl::Seconds(1))).Detached();
  const auto none = co_yield WaitAnyChild();
  EXPECT_TRUE(absl::IsNotFound(none.status()));
  co_yield Sleep(absl::Seconds(2));
}

// The last child is killed while its parent waits for it.
CORIX_TEST(WaitAnyChildTest, AKilledChild) {
  const Tid child = co_yield NewTask(YieldForEver());
  co_yield NewTask([](Tid victim) -> Process { co_yield KillTask(victim, Signal::kTerm); }(child))
      .Detached();
  const auto exit = co_yield WaitAnyChild();
  EXPECT_EQ(exit->tid, child);
  EXPECT_EQ(exit->status.code, 143);
}

// ---- Deadlock ----

Process WaitsForItsParent() {
  const Tid parent = co_yield GetParent();
  co_yield WaitTask(parent);
}

Process WaitsForAnyChild() {
  co_yield NewTask("child", WaitsForItsParent());
  co_yield WaitAnyChild();
}

// When nobody can ever run again, Run returns, and says who waits for whom, and where the cycle is.
TEST(DeadlockTest, IsReported) {
  Kernel kernel(VirtualOptions());
  kernel.Spawn("parent", WaitsForAnyChild());
  kernel.Spawn("bystander", WaitFor(2));
  const absl::Status status = kernel.Run();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(),
            "deadlock: 2 tasks wait, and nothing can wake them\n"
            "  task 1 (parent) waits in WaitAnyChild(), for task 3 (child)\n"
            "  task 3 (child) waits in WaitTask(1), for task 1 (parent)\n"
            "  cycle: 1 -> 3 -> 1");
  EXPECT_EQ(kernel.Leaks().tasks, 2);  // they stay, until the kernel is destroyed
  // And the kernel can be used on.
  EXPECT_FALSE(kernel.RunUntilExit(1).ok());
  kernel.Spawn([]() -> Process { co_yield KillTask(3); }());
  kernel.RunReady();
  EXPECT_EQ(kernel.Leaks().tasks, 0);
}

}  // namespace
}  // namespace corix::testing
