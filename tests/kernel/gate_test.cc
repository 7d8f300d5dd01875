// The gate: observers, calls from destructors, grants, and what a trap costs that can be counted.

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing.h"

namespace {
std::atomic<std::int64_t> heap_allocations = 0;
}

// Every allocation of this program is counted. (The block pool takes its chunks from the host by
// other ways. Not in place: g++ would think that what came from here went elsewhere.)
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++heap_allocations;
  if (void* block = std::malloc(bytes)) return block;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* block) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t /*bytes*/) noexcept {
  std::free(block);
}

namespace corix::testing {
namespace {

// ---- What is counted ----

Process Short() { co_return; }
Co<int> Callee() { co_return 1; }

Process EveryKindOfTrap(int times) {
  for (int i = 0; i < times; ++i) {
    co_yield Yield();
    co_yield GetTid();
    co_yield GetParent();
    co_yield Now();
    co_yield Sleep(absl::Milliseconds(1));
    const Tid child = co_yield NewTask(Short());
    const auto status = co_yield WaitTask(child);
    EXPECT_TRUE(status.ok());
    co_yield NewTask(Short());
    const auto any = co_yield WaitAnyChild();
    EXPECT_TRUE(any.ok());
    const Tid victim = co_yield NewTask(Nap(absl::Hours(1))).Detached();
    co_yield KillTask(victim);
    EXPECT_EQ(co_await Callee(), 1);
    CallNow(GetTid());
  }
}

// No trap allocates on the heap, nor do calls, spawns and ends. (Tids walk through the task map,
// which takes a leaf of 1,024 places from time to time: fewer than that are used here.)
CORIX_TEST(AllocationTest, NoneOnATrap) {
  co_await EveryKindOfTrap(10);  // until the pools are warm
  const std::int64_t before = heap_allocations;
  co_await EveryKindOfTrap(100);
#if CORIX_POOLED_BLOCKS
  EXPECT_EQ(heap_allocations - before, 0);
#else
  (void)before;
#endif
}

// Turns and traps are counted exactly.
CORIX_TEST(CountTest, TurnsAndTraps) {
  const Tid child = co_yield NewTask([]() -> Process {
    co_await YieldTimes(10);
    CallNow(GetTid());
    co_await YieldForEver();
  }());
  co_await YieldTimes(20);
  for (const TaskInfo& task : co_yield ListTasks()) {
    if (task.tid != child) continue;
    // One turn with the spawn, then one with each trap of ours.
    EXPECT_EQ(task.turns, 21);
    EXPECT_EQ(task.traps, 22);
  }
  co_yield KillTask(child);
}

// The memory of a task's frames is known at any time: its own while it runs, deep in calls, and
// those of others while one is being unwound.
class ListsAtEnd {
 public:
  explicit ListsAtEnd(std::vector<TaskInfo>& tasks) : tasks_(tasks) {}
  ListsAtEnd(const ListsAtEnd&) = delete;
  ListsAtEnd& operator=(const ListsAtEnd&) = delete;
  ~ListsAtEnd() { tasks_ = CallNow(ListTasks()); }

 private:
  std::vector<TaskInfo>& tasks_;
};

Process StayWith(std::vector<TaskInfo>& tasks) {
  const ListsAtEnd object(tasks);
  co_await YieldForEver();
}

Co<std::size_t> OwnFrames(int depth, Tid victim) {
  if (depth > 0) co_return co_await OwnFrames(depth - 1, victim);
  if (victim != 0) co_yield KillTask(victim);
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  co_return tasks.front().frame_bytes;
}

CORIX_TEST(FrameBytesTest, OfTheRunningAndOfTheCaller) {
  const std::size_t flat = co_await OwnFrames(0, 0);
  const std::size_t deep = co_await OwnFrames(10, 0);
  EXPECT_GT(flat, 0);
  EXPECT_GE(deep, flat + 10 * 64);
  std::vector<TaskInfo> seen;
  const Tid victim = co_yield NewTask(StayWith(seen));
  co_yield Yield();
  const std::size_t killing = co_await OwnFrames(10, victim);
  EXPECT_EQ(killing, deep);
  EXPECT_EQ(seen.at(0).frame_bytes, deep);
  EXPECT_EQ(seen.at(1).StateLetter(), 'D');
}

// ---- Observers ----

class Recorder final : public Observer {
 public:
  void Created(const Task& task) override {
    absl::StrAppend(&log_, "created ", int(task.tid()), "\n");
  }
  void Resumed(const Task& task) override {
    absl::StrAppend(&log_, "resumed ", int(task.tid()), "\n");
  }
  void Trapped(const Task& task, const SystemCallBase& call) override {
    absl::StrAppend(&log_, "trapped ", int(task.tid()), " ", call.Format(), "\n");
  }
  void Woken(const Task& task, const Task* /*waker*/) override {
    absl::StrAppend(&log_, "woken ", int(task.tid()), "\n");
  }
  void Exited(const Task& task, ExitStatus status) override {
    absl::StrAppend(&log_, "exited ", int(task.tid()), " ", status.code, "\n");
  }
  const std::string& log() const { return log_; }

 private:
  std::string log_;
};

Process Watched() {
  const Tid child = co_yield NewTask("child", ReturnCode(7));
  co_yield WaitTask(child);
  co_yield Sleep(absl::Seconds(1));
  CallNow(SetName("x"));
}

TEST(ObserverTest, SeesEverythingInOrder) {
  Recorder recorder;
  KernelOptions options = VirtualOptions();
  options.observers = {&recorder};
  Kernel kernel(options);
  kernel.Spawn(Watched());
  ExpectRuns(kernel);
  EXPECT_EQ(recorder.log(),
            "created 1\n"
            "resumed 1\n"
            "trapped 1 NewTask(\"child\")\n"
            "created 2\n"
            "resumed 2\n"
            "exited 2 7\n"
            "resumed 1\n"
            "trapped 1 WaitTask(2)\n"
            "resumed 1\n"
            "trapped 1 Sleep(1s)\n"
            "woken 1\n"
            "resumed 1\n"
            "trapped 1 SetName(\"x\")\n"
            "exited 1 0\n");
}

// An observer changes nothing: with one, and with two, a program prints what it prints without.
TEST(ObserverTest, ChangesNothing) {
  const auto run = [](int observers) {
    const Capture capture;
    std::vector<Recorder> recorders(static_cast<std::size_t>(observers));
    KernelOptions options = VirtualOptions(capture);
    for (Recorder& recorder : recorders) options.observers.push_back(&recorder);
    Kernel kernel(options);
    kernel.Spawn([]() -> Process {
      for (int i = 0; i < 3; ++i) {
        co_yield NewTask([](int n) -> Process {
          for (int k = 0; k < n; ++k) {
            Print("%d.%d ", n, k);
            co_yield Sleep(absl::Milliseconds(n));
          }
        }(i));
      }
      while ((co_yield WaitAnyChild()).ok()) Print("reaped ");
    }());
    ExpectRuns(kernel);
    return capture.Text();
  };
  EXPECT_EQ(run(1), run(0));
  EXPECT_EQ(run(2), run(0));
}

// ---- Calls from destructors ----

// Outside any task, CallNow does nothing, and says so where the answer can.
TEST(CallNowTest, OutsideAnyTask) {
  EXPECT_EQ(CallNow(GetTid()), 0);
  EXPECT_FALSE(CallNow(KillTask(1)));
  EXPECT_EQ(CallNow(Close(3)).message(), "no task is running");
  const std::int64_t frames = Frame::live;
  EXPECT_EQ(CallNow(NewTask(Short())), 0);
  EXPECT_EQ(Frame::live, frames);
}

CORIX_TEST(CallNowTest, DoesNotEndTheTurn) {
  std::string log;
  CallNow(NewTask([](std::string& out) -> Process {
            out += "child ";
            co_return;
          }(log))
              .Detached());
  EXPECT_EQ(CallNow(GetTid()), 1);
  log += "parent ";
  co_yield Yield();
  EXPECT_EQ(log, "parent child ");
}

// ---- Nothing granted is lost ----

// A token that one task at a time may hold, built as any resource is: a queue of seats; what a
// reply grants belongs to the call until the caller takes it.
struct TokenBox {
  bool free = true;
  WaitQueue queue;
  void HandOn();
};

class TakeToken final : public SystemCall<TakeToken, bool> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "TakeToken", .params = "", .summary = "", .answer = "bool", .errors = ""};
  explicit TakeToken(TokenBox& box) : box_(box) {}
  ~TakeToken() {
    if (granted_) box_.HandOn();
  }
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& /*kernel*/, Task& caller) noexcept override {
    if (box_.free) {
      box_.free = false;
      return Answer(true);
    }
    box_.queue.Join(seat_, caller);
    return Blocked();
  }
  void Grant() {
    granted_ = true;
    (void)Answer(true);
  }
  bool TakeAnswer() {
    granted_ = false;
    return true;
  }

 private:
  TokenBox& box_;
  Seat seat_;
  bool granted_ = false;
};

void TokenBox::HandOn() {
  Seat* const next = queue.front();
  free = next == nullptr;
  if (next == nullptr) return;
  next->Leave();
  static_cast<TakeToken*>(next->sleeper().call())->Grant();
  cpu.kernel->Wake(next->sleeper());
}

Process HoldToken(TokenBox& box, std::string& log, std::string name) {
  co_yield TakeToken(box);
  log += name + " ";
  co_yield Yield();
  box.HandOn();
}

// A task killed between its wake-up and its turn: what it was granted goes on to the next in line.
CORIX_TEST(GrantTest, GoesOnToTheNext) {
  TokenBox box;
  std::string log;
  co_yield TakeToken(box);
  std::vector<Tid> waiting;
  for (const char* name : {"a", "b", "c", "d"})
    waiting.push_back(co_yield NewTask(HoldToken(box, log, name)));
  co_yield Yield();
  box.HandOn();                   // to a, which has not had its turn yet
  CallNow(KillTask(waiting[0]));  // to b
  CallNow(KillTask(waiting[1]));  // to c
  for (const Tid tid : waiting) EXPECT_TRUE((co_yield WaitTask(tid)).ok());
  EXPECT_EQ(log, "c d ");
  EXPECT_TRUE(box.free);
}

}  // namespace
}  // namespace corix::testing
