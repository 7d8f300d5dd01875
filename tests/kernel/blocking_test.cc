// RunBlocking: functions on threads of the host, what they answer, and what becomes of them when
// their task is killed.

#include "tests/kernel/blocking.h"

#include <pthread.h>
#include <sched.h>

#include <atomic>
#include <cstdint>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace corix::testing {
namespace {

// ---- What it answers ----

struct NotDefault {
  explicit NotDefault(int n) : number(n) {}
  int number;
};

// The answer is what the function returns, of whatever type, and it ran on another thread.
CORIX_TEST(RunBlockingTest, AnswersWhatTheFunctionReturns) {
  const std::thread::id here = std::this_thread::get_id();
  auto elsewhere = [here] { return std::this_thread::get_id() != here; };
  EXPECT_TRUE(co_yield RunBlocking(std::move(elsewhere)));
  const std::string text(100'000, 'x');
  auto text_of_lambda = [text] { return text + "y"; };
  EXPECT_EQ(co_yield RunBlocking(std::move(text_of_lambda)), text + "y");
  auto make = [number = std::make_unique<int>(42)]() mutable { return std::move(number); };
  const std::unique_ptr<int> number = co_yield RunBlocking(std::move(make));
  EXPECT_EQ(*number, 42);
  EXPECT_EQ((co_yield RunBlocking([] { return NotDefault(7); })).number, 7);
  const auto done = std::make_shared<std::atomic<bool>>(false);
  auto nothing = [done] { *done = true; };
  co_yield RunBlocking(std::move(nothing));
  EXPECT_TRUE(*done);
}

// What the function throws is thrown into the task, and can be caught there.
CORIX_TEST(RunBlockingTest, ThrowsWhatTheFunctionThrows) {
  std::string caught;
  try {
    co_yield RunBlocking([]() -> int { throw std::runtime_error("from the thread"); });
  } catch (const std::runtime_error& e) {
    caught = e.what();
  }
  EXPECT_EQ(caught, "from the thread");
  int number = 0;
  try {
    co_yield RunBlocking([] { throw 42; });
  } catch (int thrown) {
    number = thrown;
  }
  EXPECT_EQ(number, 42);
}

Process RunThrowing() {
  co_yield RunBlocking([] { throw std::runtime_error("nobody catches this"); });
}

// If nobody catches it, it ends that task alone.
CORIX_TEST(RunBlockingTest, AnUncaughtExceptionEndsTheTask) {
  const Tid tid = co_yield NewTask(RunThrowing());
  const auto status = co_yield WaitTask(tid);
  EXPECT_EQ(status->code, 134);
  EXPECT_EQ(co_yield RunBlocking([] { return 1; }), 1);
}

// A function may run a kernel of its own on its thread.
CORIX_TEST(RunBlockingTest, AKernelOnAThread) {
  auto run = [] {
    return RunToEnd([]() -> Process {
      co_yield Sleep(absl::Hours(1));
      Print("%d", co_yield RunBlocking([] { return 5; }));
    }());
  };
  EXPECT_EQ(co_yield RunBlocking(std::move(run)), "5");
}

// ---- Meanwhile ----

// The others have their turns while a function runs.
CORIX_TEST(RunBlockingTest, OthersRunMeanwhile) {
  const auto fate = std::make_shared<Fate>();
  const Tid waiter = co_yield NewTask(PassGate(fate));
  co_await YieldTimes(1000);
  EXPECT_EQ(fate->finished, 0);
  EXPECT_EQ(cpu.kernel->FindTask(waiter)->state(), TaskState::kSleeping);
  fate->gate.Open();
  co_yield WaitTask(waiter);
  EXPECT_EQ(fate->finished, 1);
}

Process SleepAnHour(std::shared_ptr<std::atomic<bool>> passed) {
  co_yield Sleep(absl::Hours(1));
  *passed = true;
}

// Virtual time stands still while a function runs.
CORIX_TEST(RunBlockingTest, HoldsVirtualTimeStill) {
  const auto passed = std::make_shared<std::atomic<bool>>(false);
  const Tid sleeper = co_yield NewTask(SleepAnHour(passed));
  auto dawdle = [passed] {
    for (int i = 0; i < 2000; ++i) sched_yield();
    return passed->load();
  };
  EXPECT_FALSE(co_yield RunBlocking(std::move(dawdle)));
  co_yield WaitTask(sleeper);
  EXPECT_TRUE(*passed);
}

std::int64_t Nanoseconds(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

// A kernel that only waits for a function takes no turns, and no time of the processor.
CORIX_TEST(RunBlockingTest, AnIdleKernelWaitsWithoutWork) {
  clockid_t clock;
  EXPECT_EQ(pthread_getcpuclockid(pthread_self(), &clock), 0);
  auto compute = [clock] {
    constexpr std::int64_t kLong = 20'000'000;
    const std::int64_t begin = Nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    const std::int64_t kernel_begin = Nanoseconds(clock);
    while (Nanoseconds(CLOCK_THREAD_CPUTIME_ID) - begin < kLong) {
    }
    return Nanoseconds(clock) - kernel_begin;
  };
  const Task* const self = cpu.task;
  const auto turns = self->turns();
  const std::int64_t spent = co_yield RunBlocking(std::move(compute));
  EXPECT_EQ(self->turns(), turns + 1);
  EXPECT_LT(spent, 10'000'000);
}

// ---- Kills ----

// A function whose task is killed before it began never runs, and is destroyed at once: whether it
// waits for a thread or its task waits for a ticket.
TEST(RunBlockingKillTest, BeforeItBegan) {
  RunIn(Bounds(1, 2), []() -> Process {
    const auto first = std::make_shared<Fate>();
    const Tid running = co_yield NewTask(PassGate(first));
    const auto second = std::make_shared<Fate>();
    const Tid queued = co_yield NewTask(PassGate(second));
    const auto third = std::make_shared<Fate>();
    const Tid in_line = co_yield NewTask(PassGate(third));
    co_yield Yield();
    first->gate.AwaitArrivals(1);
    EXPECT_EQ(cpu.kernel->threads().queued(), 1);
    EXPECT_EQ(cpu.kernel->threads().tickets_wanted().size(), 1);
    EXPECT_TRUE(co_yield KillTask(in_line));
    EXPECT_EQ(third->destroyed, 1);
    EXPECT_TRUE(co_yield KillTask(queued));
    EXPECT_EQ(second->destroyed, 1);
    first->gate.Open();
    co_yield WaitTask(running);
    co_yield RunBlocking([] {});
    EXPECT_EQ(first->finished, 1);
    EXPECT_EQ(second->begun + third->begun, 0);
  }());
}

// A function whose task is killed while it runs comes to its end. It and its result are destroyed
// on the kernel's thread, once each.
TEST(RunBlockingKillTest, WhileItRuns) {
  RunIn(Bounds(1, 2), []() -> Process {
    const auto fate = std::make_shared<Fate>();
    const Tid waiter = co_yield NewTask(PassGate(fate));
    co_yield Yield();
    fate->gate.AwaitArrivals(1);
    EXPECT_TRUE(co_yield KillTask(waiter));
    EXPECT_EQ((co_yield WaitTask(waiter))->code, 137);
    EXPECT_EQ(fate->destroyed, 0);
    fate->gate.Open();
    // The one thread takes this up afterwards.
    co_yield RunBlocking([] {});
    EXPECT_EQ(fate->finished, 1);
    EXPECT_EQ(fate->destroyed, 2);
    EXPECT_EQ(fate->destroyed_elsewhere, 0);
  }());
}

Process ThrowAtTheGate(std::shared_ptr<Fate> fate) {
  auto pass = [witness = Witness(fate)] {
    witness.fate().gate.Pass();
    throw std::make_shared<Witness>(witness.Another());
  };
  co_yield RunBlocking(std::move(pass));
}

// What an unheard function throws harms nobody.
TEST(RunBlockingKillTest, AnUnheardException) {
  RunIn(Bounds(1, 2), []() -> Process {
    const auto fate = std::make_shared<Fate>();
    const Tid waiter = co_yield NewTask(ThrowAtTheGate(fate));
    co_yield Yield();
    fate->gate.AwaitArrivals(1);
    EXPECT_TRUE(co_yield KillTask(waiter));
    fate->gate.Open();
    co_yield RunBlocking([] {});
    EXPECT_EQ(fate->destroyed, 2);
    EXPECT_EQ(fate->destroyed_elsewhere, 0);
  }());
}

// A task that is killed between the end of its function and its own turn: nothing leaks. Once when
// the kernel knows of the end, and once when it does not yet.
TEST(RunBlockingKillTest, BetweenItsEndAndTheTurn) {
  for (const bool known : {false, true}) {
    RunIn(Bounds(1, 2), [](bool kernel_knows) -> Process {
      const auto first = std::make_shared<Fate>();
      const auto second = std::make_shared<Fate>();
      const Tid waiter = co_yield NewTask(PassGate(first));
      const Tid next = co_yield NewTask(PassGate(second));
      co_yield Yield();
      first->gate.Open();
      // The thread has come to the next one: the first has ended.
      second->gate.AwaitArrivals(1);
      EXPECT_EQ(first->finished, 1);
      if (kernel_knows) {
        AwaitWakeUp(waiter);
      }
      EXPECT_TRUE(CallNow(KillTask(waiter)));
      second->gate.Open();
      co_yield WaitTask(next);
      EXPECT_EQ(first->destroyed, 2);
      EXPECT_EQ(first->destroyed_elsewhere, 0);
    }(known));
  }
}

}  // namespace
}  // namespace corix::testing
