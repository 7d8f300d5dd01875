// RunBlocking: how many functions are on their way at a time, and kernels that end meanwhile.

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/kernel/blocking.h"

namespace corix::testing {
namespace {

// ---- Bounds ----

// With two threads and four jobs, never more than two functions run, never more than four are on
// their way, and all the callers are served.
TEST(RunBlockingBoundsTest, TwoThreadsFourJobs) {
  RunIn(Bounds(2, 4), []() -> Process {
    const auto fate = std::make_shared<Fate>();
    for (int i = 0; i < 100; ++i) co_yield NewTask(PassGate(fate)).Detached();
    co_yield Yield();
    ThreadPool& pool = cpu.kernel->threads();
    for (int served = 0; served < 100; ++served) {
      // All the places are taken as long as there are enough callers.
      const int left = 100 - served;
      fate->gate.AwaitArrivals(served + std::min(left, 2));
      EXPECT_EQ(fate->gate.waiting(), std::min(left, 2));
      EXPECT_EQ(pool.queued(), static_cast<std::size_t>(std::clamp(left - 2, 0, 2)));
      EXPECT_EQ(pool.tickets_wanted().size(), static_cast<std::size_t>(std::max(left - 4, 0)));
      EXPECT_LE(pool.threads(), 2);
      fate->gate.Open(1);
      // One more has come to its end when its task has.
      const std::size_t tasks = static_cast<std::size_t>(left);
      while (cpu.kernel->Leaks().tasks > tasks) co_yield Yield();
      // The ticket's next owner has its turn.
      co_await YieldTimes(2);
    }
    EXPECT_EQ(fate->finished, 100);
    EXPECT_EQ(fate->destroyed, 200);
  }());
}

Process Note(int number, std::shared_ptr<std::vector<int>> begun, std::vector<int>& answered) {
  auto note = [number, begun] {
    begun->push_back(number);  // there is one thread
    return number;
  };
  const int answer = co_yield RunBlocking(std::move(note));
  answered.push_back(answer);
}

// Callers are served in the order in which they came.
TEST(RunBlockingBoundsTest, ServedInOrder) {
  for (const std::size_t jobs : {1, 4, 200}) {
    RunIn(Bounds(1, jobs), []() -> Process {
      const auto begun = std::make_shared<std::vector<int>>();
      std::vector<int> answered;
      std::vector<int> order;
      for (int i = 0; i < 100; ++i) {
        order.push_back(i);
        co_yield NewTask(Note(i, begun, answered)).Detached();
      }
      while (answered.size() < 100) co_yield RunBlocking([] {});
      EXPECT_EQ(*begun, order);
      EXPECT_EQ(answered, order);
    }());
  }
}

// Fills two threads and four jobs and one place in the line, and empties them again.
Process ExpectFourTickets() {
  const auto fate = std::make_shared<Fate>();
  std::vector<Tid> callers;
  for (int i = 0; i < 5; ++i) callers.push_back(co_yield NewTask(PassGate(fate)));
  co_yield Yield();
  fate->gate.AwaitArrivals(2);
  EXPECT_EQ(cpu.kernel->threads().queued(), 2);
  EXPECT_EQ(cpu.kernel->threads().tickets_wanted().size(), 1);
  fate->gate.Open();
  for (const Tid caller : callers) co_yield WaitTask(caller);
}

Process KillAtRandom(unsigned seed) {
  std::mt19937 random(seed);
  const auto fate = std::make_shared<Fate>();
  std::vector<Tid> callers;
  for (int step = 0; step < 60; ++step) {
    switch (random() % 5) {
      case 0:
      case 1:
        callers.push_back(co_yield NewTask(PassGate(fate)));
        break;
      case 2:
        fate->gate.Open(static_cast<int>(random() % 3));
        break;
      case 3:
        co_yield Yield();
        break;
      default:
        if (callers.empty()) break;
        // Perhaps it has ended already.
        (void)(co_yield KillTask(callers[random() % callers.size()]));
    }
  }
  fate->gate.Open();
  for (const Tid caller : callers) co_yield WaitTask(caller);
  // Those that run unheard end too. Each has a result, which is destroyed like the function.
  const int functions = static_cast<int>(callers.size());
  while (fate->destroyed < functions + fate->begun) co_yield RunBlocking([] {});
  EXPECT_EQ(fate->begun, fate->finished);
  EXPECT_EQ(fate->destroyed, functions + fate->finished);
  EXPECT_EQ(fate->destroyed_elsewhere, 0);
  co_await ExpectFourTickets();
}

// However the waiting are killed, no ticket is lost, and none is made.
TEST(RunBlockingBoundsTest, KillsAtRandomLoseNoTicket) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    RunIn(Bounds(2, 4), KillAtRandom(seed));
  }
}

// A caller that is given a ticket and dies before its turn passes it on.
TEST(RunBlockingBoundsTest, AGrantedTicketIsPassedOn) {
  RunIn(Bounds(1, 1), []() -> Process {
    const auto first = std::make_shared<Fate>();
    const auto second = std::make_shared<Fate>();
    const auto third = std::make_shared<Fate>();
    const Tid running = co_yield NewTask(PassGate(first));
    const Tid granted = co_yield NewTask(PassGate(second));
    const Tid last = co_yield NewTask(PassGate(third));
    co_yield Yield();
    first->gate.Open();
    second->gate.Open();
    third->gate.Open();
    AwaitWakeUp(granted);
    EXPECT_EQ(cpu.kernel->FindTask(last)->state(), TaskState::kSleeping);
    EXPECT_TRUE(CallNow(KillTask(granted)));
    EXPECT_EQ(cpu.kernel->FindTask(last)->state(), TaskState::kReady);
    co_yield WaitTask(last);
    co_yield WaitTask(running);
    EXPECT_EQ(second->begun, 0);
    EXPECT_EQ(third->finished, 1);
  }());
}

// ---- Kernels ----

class OpensAtEnd {
 public:
  explicit OpensAtEnd(std::shared_ptr<Fate> fate) : fate_(std::move(fate)) {}
  ~OpensAtEnd() { fate_->gate.Open(); }
  OpensAtEnd(const OpensAtEnd&) = delete;
  OpensAtEnd& operator=(const OpensAtEnd&) = delete;

 private:
  std::shared_ptr<Fate> fate_;
};

Process DawdleWhenKilled(std::shared_ptr<Fate> fate) {
  const OpensAtEnd opens(fate);
  auto dawdle = [witness = Witness(fate)] {
    witness.fate().gate.Pass();
    for (int i = 0; i < 1000; ++i) sched_yield();
    ++witness.fate().finished;
  };
  co_yield RunBlocking(std::move(dawdle));
}

// A kernel that is destroyed while functions run waits for them; those that have not begun never
// run.
TEST(RunBlockingKernelTest, DestroyedWhileFunctionsRun) {
  const auto running = std::make_shared<Fate>();
  const auto queued = std::make_shared<Fate>();
  {
    Kernel kernel(Bounds(2, 4));
    for (int i = 0; i < 2; ++i) kernel.Spawn(DawdleWhenKilled(running));
    for (int i = 0; i < 5; ++i) kernel.Spawn(PassGate(queued));
    kernel.RunReady();
    running->gate.AwaitArrivals(2);
    EXPECT_EQ(running->finished, 0);
  }
  EXPECT_EQ(running->finished, 2);
  EXPECT_EQ(running->destroyed, 2);
  EXPECT_EQ(running->destroyed_elsewhere, 0);
  EXPECT_EQ(queued->begun, 0);
  EXPECT_EQ(queued->destroyed, 5);
}

// Its task was killed before, or ran to its end: the kernel waits all the same, and what nobody
// has asked for is destroyed.
TEST(RunBlockingKernelTest, DestroyedWhileAnUnheardFunctionRuns) {
  const auto fate = std::make_shared<Fate>();
  {
    Kernel kernel(Bounds(2, 4));
    kernel.Spawn([](std::shared_ptr<Fate> shared) -> Process {
      const Tid waiter = co_yield NewTask(DawdleWhenKilled(shared));
      co_yield Yield();
      shared->gate.AwaitArrivals(1);
      co_yield KillTask(waiter);
    }(fate));
    ExpectRuns(kernel);
  }
  EXPECT_EQ(fate->finished, 1);
  EXPECT_EQ(fate->destroyed, 1);
  EXPECT_EQ(fate->destroyed_elsewhere, 0);
}

Process Compute(int number, int& sum) {
  for (int i = 0; i < 10; ++i) {
    auto square = [number] { return number * number; };
    sum += co_yield RunBlocking(std::move(square));
    Print(".");
    co_yield Sleep(absl::Seconds(1));
  }
}

Process ComputeTogether() {
  int sum = 0;
  std::vector<Tid> tasks;
  for (int i = 0; i < 20; ++i) tasks.push_back(co_yield NewTask(Compute(i, sum)));
  for (const Tid task : tasks) co_yield WaitTask(task);
  EXPECT_EQ(sum, 24'700);
}

// Kernels on two threads of the host do not notice each other.
TEST(RunBlockingKernelTest, TwoKernelsAtOnce) {
  const auto run = [](std::string& printed) { printed = RunToEnd(ComputeTogether()); };
  std::array<std::string, 2> printed;
  std::thread other(run, std::ref(printed[1]));
  run(printed[0]);
  other.join();
  EXPECT_EQ(printed[0], std::string(200, '.'));
  EXPECT_EQ(printed[1], std::string(200, '.'));
}

// (The sanitizer of undefined behaviour looks at objects by way of a pipe, for which it needs
// descriptors itself.)
#ifndef __SANITIZE_ADDRESS__

// A host that gives no descriptor costs no ticket: the task is told, and the next time it works.
TEST(RunBlockingKernelTest, NoDescriptorIsLeft) {
  RunIn(Bounds(1, 4), []() -> Process {
    rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    rlimit none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    int refused = 0;
    for (int i = 0; i < 20; ++i) {
      try {
        co_yield RunBlocking([] {});
      } catch (const std::runtime_error&) {
        ++refused;
      }
    }
    setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ(refused, 20);
    EXPECT_EQ(co_yield RunBlocking([] { return 1; }), 1);
  }());
}

#endif  // __SANITIZE_ADDRESS__

}  // namespace
}  // namespace corix::testing
