// How tasks end: statuses, zombies, orphans, exceptions, and the order in which things are
// destroyed.

#include <memory>
#include <stdexcept>
#include <vector>

#include "tests/testing.h"

namespace corix::testing {
namespace {

char StateOf(const std::vector<TaskInfo>& tasks, Tid tid) {
  for (const TaskInfo& task : tasks) {
    if (task.tid == tid) return task.StateLetter();
  }
  return '-';
}

Process ExitDeep(int depth, int code) {
  if (depth == 0) co_yield Exit(code);
  co_await ExitDeep(depth - 1, code);
}

// Exit ends the task from any depth of calls.
CORIX_TEST(ExitTest, FromAnyDepth) {
  for (const int depth : {0, 1, 1000}) {
    const Tid child = co_yield NewTask(ExitDeep(depth, 42));
    const auto status = co_yield WaitTask(child);
    EXPECT_EQ(status.value(), ExitStatus::Returned(42));
  }
}

Process ExitInTry(std::string& log) {
  const Tracer tracer(log, "local");
  try {
    co_yield Exit(1);
  } catch (...) {
    log += "caught ";
  }
  log += "went on ";
}

CORIX_TEST(ExitTest, RunsDestructorsButNoCatchBlocks) {
  std::string log;
  const Tid child = co_yield NewTask(ExitInTry(log));
  co_yield WaitTask(child);
  EXPECT_EQ(log, "~local ");
}

// ---- Zombies and orphans ----

CORIX_TEST(ZombieTest, AppearsAndGoes) {
  const Tid child = co_yield NewTask("short", ReturnCode(3));
  co_yield Yield();
  EXPECT_EQ(StateOf(co_yield ListTasks(), child), 'Z');
  co_yield WaitTask(child);
  EXPECT_EQ(StateOf(co_yield ListTasks(), child), '-');
}

CORIX_TEST(ZombieTest, ADetachedChildLeavesNone) {
  const Tid child = co_yield NewTask(ReturnCode(3)).Detached();
  co_yield Yield();
  EXPECT_EQ(StateOf(co_yield ListTasks(), child), '-');
}

Process DiesBeforeItsChild(absl::Duration child_sleeps, Tid& child) {
  child = co_yield NewTask(Nap(child_sleeps));
}

// A parent that dies first: the kernel adopts the child, and reaps it at once when it ends.
CORIX_TEST(OrphanTest, IsAdopted) {
  Tid orphan;
  const Tid parent = co_yield NewTask(DiesBeforeItsChild(absl::Seconds(5), orphan));
  co_yield WaitTask(parent);
  for (const TaskInfo& task : co_yield ListTasks()) {
    if (task.tid != orphan) continue;
    EXPECT_EQ(task.parent, 0);
  }
  EXPECT_EQ(StateOf(co_yield ListTasks(), orphan), 'S');
  co_yield Sleep(absl::Seconds(6));
  EXPECT_EQ(StateOf(co_yield ListTasks(), orphan), '-');
}

// A zombie whose parent dies without having waited is reaped with it.
CORIX_TEST(OrphanTest, AZombieGoesWithItsParent) {
  Tid zombie;
  const Tid parent = co_yield NewTask([](Tid& child) -> Process {
    child = co_yield NewTask(ReturnCode(1));
    co_yield Sleep(absl::Seconds(1));
  }(zombie));
  co_await YieldTimes(3);
  EXPECT_EQ(StateOf(co_yield ListTasks(), zombie), 'Z');
  co_yield WaitTask(parent);
  EXPECT_EQ(StateOf(co_yield ListTasks(), zombie), '-');
}

// A chain of parents that die, each before its child: no record stays behind.
Process Daemonize(int generations, int& ended) {
  if (generations > 0) co_yield NewTask(Daemonize(generations - 1, ended));
  ++ended;
}

CORIX_TEST(OrphanTest, AChainOfThem) {
  int ended = 0;
  const Tid first = co_yield NewTask(Daemonize(1000, ended));
  co_yield WaitTask(first);
  while (ended < 1001) co_yield Yield();
}

TEST(TakeExitTest, KeepsTheStatusUntilItIsTaken) {
  Kernel kernel(VirtualOptions());
  const Tid tid = kernel.Spawn(ReturnCode(9));
  EXPECT_EQ(kernel.TakeExit(tid).status().code(), absl::StatusCode::kFailedPrecondition);
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(tid).value().code, 9);
  EXPECT_TRUE(absl::IsNotFound(kernel.TakeExit(tid).status()));
  ExpectNoLeaks(kernel);
}

TEST(RunUntilExitTest, StopsExactlyThere) {
  Kernel kernel(VirtualOptions());
  int turns = 0;
  kernel.Spawn([](int& count) -> Process {
    for (;;) {
      ++count;
      co_yield Yield();
    }
  }(turns));
  const Tid awaited = kernel.Spawn(YieldTimes(10));
  EXPECT_TRUE(kernel.RunUntilExit(awaited).ok());
  EXPECT_EQ(turns, 11);
  EXPECT_TRUE(kernel.RunUntilExit(awaited).ok());
  EXPECT_EQ(turns, 11);
  EXPECT_TRUE(absl::IsNotFound(kernel.RunUntilExit(99)));
}

// ---- Exceptions ----

Co<int> Throw(const char* what) {
  throw std::runtime_error(what);
  co_return 0;
}

Co<int> ThrowAfterATrap(const char* what) {
  co_yield Yield();
  co_return co_await Throw(what);
}

// Exceptions pass through calls as in plain functions.
CORIX_TEST(ExceptionTest, FromCalleeToCaller) {
  std::string caught;
  try {
    co_await ThrowAfterATrap("boom");
  } catch (const std::runtime_error& e) {
    caught = e.what();
  }
  EXPECT_EQ(caught, "boom");
  EXPECT_EQ(co_await ReturnCode(4), 4);  // and the caller goes on
}

Process Crash(const char* what) { co_await ThrowAfterATrap(what); }

// One that leaves a task ends that task alone, and says so on its standard error.
TEST(ExceptionTest, EndsItsTaskAlone) {
  EXPECT_EQ(RunToEnd([]() -> Process {
              const Tid child = co_yield NewTask("crasher", Crash("boom"));
              const auto status = co_yield WaitTask(child);
              EXPECT_EQ(status.value(), ExitStatus::Threw());
              EXPECT_EQ(status->code, 134);
              Print("still here\n");
            }()),
            "task 2 (crasher): uncaught exception: boom\nstill here\n");
}

TEST(ExceptionTest, OneThatIsNoException) {
  EXPECT_EQ(RunToEnd([]() -> Process {
              co_yield NewTask("odd", []() -> Process {
                co_yield Yield();
                throw 42;
              }());
              co_await YieldTimes(3);
            }()),
            "task 2 (odd): uncaught exception: an object that is no std::exception\n");
}

class CatchesInside {
 public:
  explicit CatchesInside(std::string& log) : log_(log) {}
  CatchesInside(const CatchesInside&) = delete;
  CatchesInside& operator=(const CatchesInside&) = delete;
  ~CatchesInside() {
    try {
      throw std::runtime_error("inside");
    } catch (const std::exception& e) {
      log_ += std::string(e.what()) + " ";
    }
    CallNow(SetName("unwinding"));
    Print("printed by a destructor\n");
  }

 private:
  std::string& log_;
};

Process ThrowsPastADestructor(std::string& log, bool crash) {
  const CatchesInside object(log);
  co_yield Yield();
  if (crash) throw std::runtime_error("outside");
  co_await YieldForEver();
}

// An object that is destroyed during unwinding runs its own code: it may throw and catch, make
// calls, and print.
TEST(ExceptionTest, InADestructorsNeighbourhood) {
  for (const bool crash : {true, false}) {
    std::string log;
    const std::string printed = RunToEnd([](std::string& out, bool throws) -> Process {
      const Tid child = co_yield NewTask("x", ThrowsPastADestructor(out, throws));
      co_await YieldTimes(3);
      co_yield KillTask(child);
    }(log, crash));
    EXPECT_EQ(log, "inside ");
    EXPECT_EQ(printed,
              crash ? "printed by a destructor\ntask 2 (unwinding): uncaught exception: outside\n"
                    : "printed by a destructor\n");
  }
}

// ---- The order of destruction ----

struct Crashed {};

int PlainInner(Tracer parameter, std::string& log, bool crash) {
  const Tracer a(log, "inner-a");
  const Tracer b(log, "inner-b");
  if (crash) throw Crashed();
  (void)parameter;
  return 1;
}
int PlainOuter(std::string& log, bool crash) {
  const Tracer a(log, "outer-a");
  {
    const Tracer scoped(log, "scoped");
  }
  const int n = PlainInner(Tracer(log, "argument"), log, crash);
  const Tracer b(log, "outer-b");
  return n;
}

Co<int> Inner(Tracer parameter, std::string& log, bool crash, bool stay) {
  const Tracer a(log, "inner-a");
  const Tracer b(log, "inner-b");
  co_yield Yield();
  if (crash) throw Crashed();
  if (stay) co_await YieldForEver();
  (void)parameter;
  co_return 1;
}
Co<int> Outer(std::string& log, bool crash, bool stay) {
  const Tracer a(log, "outer-a");
  {
    const Tracer scoped(log, "scoped");
  }
  const int n = co_await Inner(Tracer(log, "argument"), log, crash, stay);
  const Tracer b(log, "outer-b");
  co_return n;
}

Process KillOuter(std::string& log) {
  const Tid child = co_yield NewTask(Outer(log, false, true));
  co_await YieldTimes(3);
  co_yield KillTask(child);
}

// By return, by exception and by kill, objects are destroyed in the order of plain C++.
TEST(DestructionOrderTest, EqualsThatOfPlainFunctions) {
  std::string plain;
  PlainOuter(plain, false);
  std::string ours;
  RunToEnd([](std::string& log) -> Process { co_await Outer(log, false, false); }(ours));
  EXPECT_EQ(ours, plain);

  std::string plain_crash;
  try {
    PlainOuter(plain_crash, true);
  } catch (const Crashed&) {
  }
  std::string our_crash;
  RunToEnd([](std::string& log) -> Process {
    try {
      co_await Outer(log, true, false);
    } catch (const Crashed&) {
    }
  }(our_crash));
  EXPECT_EQ(our_crash, plain_crash);

  std::string our_kill;
  RunToEnd(KillOuter(our_kill));
  EXPECT_EQ(our_kill, plain_crash);
}

// ---- Arguments ----

Process Owns(std::unique_ptr<std::string> heap, std::string text, std::vector<int> numbers,
             int& sum) {
  co_yield Yield();
  sum = static_cast<int>(heap->size() + text.size() + numbers.size());
}

// Arguments that own memory move into the process, whatever g++ 12 does with temporaries in such
// expressions. (Under the address sanitizer this test shows double frees.)
CORIX_TEST(ArgumentsTest, MovableAndHeapOwning) {
  int sum = 0;
  const Tid child = co_yield NewTask(
      std::string(100, 'n'), Owns(std::make_unique<std::string>(50, 'x'), std::string(70, 'y'),
                                  std::vector<int>(30), sum));
  co_yield WaitTask(child);
  EXPECT_EQ(sum, 150);
  co_yield NewTask("named", Owns(std::make_unique<std::string>(50, 'x'), std::string(70, 'y'),
                                 std::vector<int>(3), sum))
      .Detached();
  co_await YieldTimes(3);
  EXPECT_EQ(sum, 123);
}

CORIX_TEST(ArgumentsTest, AProcessThatIsNeverStartedFreesThem) {
  int sum = 0;
  {
    const Process unused = Owns(std::make_unique<std::string>("x"), "y", std::vector<int>(1), sum);
    (void)unused;
  }
  co_yield Yield();
  EXPECT_EQ(sum, 0);
}

// ---- Kernels ----

// A kernel that is destroyed while tasks live ends them, in the order of their tids.
TEST(KernelTest, DestroyedWhileTasksLive) {
  const std::int64_t frames = Frame::live;
  std::string log;
  {
    Kernel kernel(VirtualOptions());
    for (int i = 1; i <= 5; ++i) {
      kernel.Spawn([](std::string& out, int number) -> Process {
        const Tracer tracer(out, std::to_string(number));
        co_yield NewTask(Nap(absl::Hours(1)));
        co_yield Sleep(absl::Hours(number));
      }(log, i));
    }
    kernel.RunReady();
    kernel.Spawn(Nap(absl::Hours(1)));  // never runs
  }
  EXPECT_EQ(log, "~1 ~2 ~3 ~4 ~5 ");
  EXPECT_EQ(Frame::live, frames);
}

Process CountTo(int n, std::vector<int>& log, int mark) {
  for (int i = 0; i < n; ++i) {
    log.push_back(mark);
    co_yield Yield();
  }
}

TEST(KernelTest, TwoInOneProgram) {
  std::vector<int> log;
  Kernel a(VirtualOptions());
  Kernel b(VirtualOptions());
  EXPECT_EQ(a.Spawn(CountTo(2, log, 1)), 1);
  EXPECT_EQ(b.Spawn(CountTo(2, log, 2)), 1);
  ExpectRuns(b);
  ExpectRuns(a);
  EXPECT_EQ(log, (std::vector<int>{2, 2, 1, 1}));
}

Process RunsAKernel(std::vector<int>& log) {
  co_yield Yield();
  Kernel inner(VirtualOptions());
  inner.Spawn(CountTo(2, log, 7));
  ExpectRuns(inner);
  const Tid self = co_yield GetTid();
  log.push_back(self);
  inner.Spawn(CountTo(3, log, 8));  // never runs: dies with its kernel
}

// A task may run another kernel, and is itself again afterwards.
TEST(KernelTest, OneInsideAnother) {
  std::vector<int> log;
  Kernel outer(VirtualOptions());
  outer.Spawn(RunsAKernel(log));
  ExpectRuns(outer);
  EXPECT_EQ(log, (std::vector<int>{7, 7, 1}));
}

}  // namespace
}  // namespace corix::testing
