// KillTask ends a task now, wherever it sleeps, and nothing of it is left.

#include <random>
#include <set>
#include <vector>

#include "tests/testing.h"

namespace corix::testing {
namespace {

Process LogEnd(std::string& log, std::string_view name, Process process) {
  const Tracer tracer(log, name);
  co_await std::move(process);
  log += "ended-" + std::string(name) + " ";
}

Process KillSelf(std::string& log) {
  const Tracer tracer(log, "self");
  const Tid self = co_yield GetTid();
  co_yield KillTask(self);
  log += "went on ";
}

// A task that kills itself does not go on; its destructors run, and who waits for it learns how it
// ended.
CORIX_TEST(KillTest, Self) {
  std::string log;
  const Tid child = co_yield NewTask(KillSelf(log));
  const auto status = co_yield WaitTask(child);
  EXPECT_EQ(status.value(), ExitStatus::Killed(Signal::kKill));
  EXPECT_EQ(status->code, 137);
  EXPECT_EQ(log, "~self ");
}

Process KillSelfByTerm() {
  const Tid self = co_yield GetTid();
  co_yield KillTask(self, Signal::kTerm);
}

CORIX_TEST(KillTest, SignalIsInTheStatus) {
  const Tid child = co_yield NewTask(KillSelfByTerm());
  const auto status = co_yield WaitTask(child);
  EXPECT_EQ(status->code, 143);
  EXPECT_EQ(status->signal, Signal::kTerm);
}

Process KillParent(std::string& log) {
  const Tid parent = co_yield GetParent();
  const bool killed = co_yield KillTask(parent);
  log += killed ? "killed " : "failed ";
  const Tid orphan_of = co_yield GetParent();
  EXPECT_EQ(orphan_of, 0);
}

Process ParentOfKiller(std::string& log) {
  const Tracer tracer(log, "parent");
  co_yield NewTask(KillParent(log));
  co_await YieldForEver();
}

// A child may kill its parent, and goes on as an orphan.
CORIX_TEST(KillTest, Parent) {
  std::string log;
  const Tid parent = co_yield NewTask(ParentOfKiller(log));
  const auto status = co_yield WaitTask(parent);
  EXPECT_EQ(status->code, 137);
  co_await YieldTimes(5);
  EXPECT_EQ(log, "~parent killed ");
}

Process Tracing(Tracer tracer) {
  co_yield Yield();
  (void)tracer;
}

// A task that never ran still owns its arguments.
CORIX_TEST(KillTest, NeverRun) {
  std::string log;
  const Tid self = co_yield GetTid();
  // The child of a child: it is queued behind this task, so it has not run when it is killed.
  const Tid child = CallNow(NewTask(Tracing(Tracer(log, "argument"))));
  EXPECT_EQ(log, "");
  EXPECT_TRUE(co_yield KillTask(child));
  EXPECT_EQ(log, "~argument ");
  const auto status = co_yield WaitTask(child);
  EXPECT_EQ(status->code, 137);
  EXPECT_EQ(self, 1);
}

CORIX_TEST(KillTest, Sleeping) {
  std::string log;
  const Tid child = co_yield NewTask(LogEnd(log, "sleeper", Nap(absl::Hours(1))));
  co_yield Yield();
  EXPECT_EQ(cpu.kernel->timers().size(), 1);
  EXPECT_TRUE(co_yield KillTask(child));
  EXPECT_EQ(log, "~sleeper ");
  EXPECT_EQ(cpu.kernel->timers().size(), 0);
  const absl::Time now = co_yield Now();
  EXPECT_EQ(now, absl::UnixEpoch());
}

Process ReadForEver(Fd fd) {
  char buffer[16];
  co_yield Read(fd, absl::MakeSpan(buffer));
}

Process WaitForIo(Fd fd) { co_yield WaitIO(fd, IoEvents::kReadable | IoEvents::kWritable); }

CORIX_TEST(KillTest, WaitingInIo) {
  HostPipe pipe;
  pipe.Fill();
  const Fd reader = (co_yield AdoptHostDescriptor(pipe.TakeReader())).value().Release();
  HostPipe empty;
  const Fd other = (co_yield AdoptHostDescriptor(empty.TakeReader())).value().Release();
  std::string log;
  const Tid a = co_yield NewTask(LogEnd(log, "read", ReadForEver(other)));
  const Tid b = co_yield NewTask(LogEnd(log, "wait", WaitForIo(other)));
  co_yield Yield();
  EXPECT_EQ(cpu.kernel->Leaks().io_seats, 3);
  EXPECT_TRUE(co_yield KillTask(a));
  EXPECT_EQ(cpu.kernel->Leaks().io_seats, 2);
  EXPECT_TRUE(co_yield KillTask(b));
  EXPECT_EQ(cpu.kernel->Leaks().io_seats, 0);
  EXPECT_EQ(log, "~read ~wait ");
  EXPECT_TRUE((co_yield Close(reader)).ok());
  EXPECT_TRUE((co_yield Close(other)).ok());
}

CORIX_TEST(KillTest, WaitingForATask) {
  std::string log;
  const Tid target = co_yield NewTask(YieldForEver());
  const Tid waiter = co_yield NewTask(LogEnd(log, "waiter", WaitFor(target)));
  co_yield Yield();
  EXPECT_TRUE(co_yield KillTask(waiter));
  EXPECT_EQ(log, "~waiter ");
  EXPECT_TRUE(cpu.kernel->FindTask(target)->exit_waiters().empty());
  // The target lives on, and its end finds nobody to tell.
  co_await YieldTimes(3);
  EXPECT_TRUE(co_yield KillTask(target));
}

Process Deep(int depth, std::string& log) {
  const Tracer tracer(log, std::to_string(depth));
  if (depth == 1) co_await YieldForEver();
  co_await Deep(depth - 1, log);
  log += "returned ";
}

// The whole call stack is unwound, innermost frame first.
CORIX_TEST(KillTest, TenSubroutinesDeep) {
  std::string log;
  const Tid child = co_yield NewTask(Deep(10, log));
  co_await YieldTimes(3);
  EXPECT_TRUE(co_yield KillTask(child));
  EXPECT_EQ(log, "~1 ~2 ~3 ~4 ~5 ~6 ~7 ~8 ~9 ~10 ");
  const auto status = co_yield WaitTask(child);
  EXPECT_EQ(status->code, 137);
}

Process VeryDeep(int depth, int& reached, int& unwound) {
  struct Count {
    int& n;
    ~Count() { ++n; }
  };
  const Count count{unwound};
  reached = depth;
  if (depth == 100'000) co_await YieldForEver();
  co_await VeryDeep(depth + 1, reached, unwound);
}

CORIX_TEST(KillTest, AHundredThousandSubroutinesDeep) {
  int reached = 0;
  int unwound = 0;
  const Tid child = co_yield NewTask(VeryDeep(1, reached, unwound));
  co_yield Yield();
  EXPECT_EQ(reached, 100'000);
  EXPECT_TRUE(co_yield KillTask(child));
  EXPECT_EQ(unwound, 100'000);
}

CORIX_TEST(KillTest, Twice) {
  const Tid child = co_yield NewTask(YieldForEver());
  EXPECT_TRUE(co_yield KillTask(child));
  EXPECT_FALSE(co_yield KillTask(child));
  const auto status = co_yield WaitTask(child);
  EXPECT_TRUE(status.ok());
  EXPECT_FALSE(co_yield KillTask(child));
}

CORIX_TEST(KillTest, Unknown) {
  for (const int tid : {0, -1, 2, 1000, INT_MAX, INT_MIN}) EXPECT_FALSE(co_yield KillTask(tid));
}

// A waiter that dies before its target leaves its seat: the target's end wakes only the living.
CORIX_TEST(KillTest, WaiterBeforeItsTarget) {
  const Tid target = co_yield NewTask(Nap(absl::Seconds(9)));
  const Tid first = co_yield NewTask(WaitFor(target));
  const Tid second = co_yield NewTask(WaitFor(target));
  co_yield Yield();
  EXPECT_TRUE(co_yield KillTask(first));
  const auto status = co_yield WaitTask(second);
  EXPECT_EQ(status->code, 0);
}

// ---- Kills from destructors ----

class KillAtEnd {
 public:
  explicit KillAtEnd(Tid victim, bool& answer) : victim_(victim), answer_(answer) {}
  KillAtEnd(const KillAtEnd&) = delete;
  KillAtEnd& operator=(const KillAtEnd&) = delete;
  ~KillAtEnd() { answer_ = CallNow(KillTask(victim_)); }

 private:
  Tid victim_;
  bool& answer_;
};

Process Guarded(Tid victim, bool& answer) {
  const KillAtEnd guard(victim, answer);
  co_await YieldForEver();
}

// A destructor that runs while its task is unwound may end another task.
CORIX_TEST(KillTest, FromADestructorOfTheDying) {
  bool answer = false;
  const Tid victim = co_yield NewTask(YieldForEver());
  const Tid guarded = co_yield NewTask(Guarded(victim, answer));
  co_yield Yield();
  EXPECT_TRUE(co_yield KillTask(guarded));
  EXPECT_TRUE(answer);
  EXPECT_FALSE(co_yield KillTask(victim));
}

// On oneself while dying, it changes nothing.
CORIX_TEST(KillTest, OneselfFromADestructor) {
  bool answer = true;
  const Tid guarded = co_yield NewTask(Guarded(2, answer));
  EXPECT_EQ(guarded, 2);
  co_yield Yield();
  EXPECT_TRUE(co_yield KillTask(guarded, Signal::kTerm));
  EXPECT_FALSE(answer);
  const auto status = co_yield WaitTask(guarded);
  EXPECT_EQ(status->code, 143);
}

Process KillsItsOwnKiller(std::string& log) {
  const Tracer tracer(log, "killer");
  bool answer = false;
  const Tid self = co_yield GetTid();
  const Tid guarded = co_yield NewTask(Guarded(self, answer));
  co_yield Yield();
  co_yield KillTask(guarded);
  log += "went on ";
}

// A's kill of B runs B's destructors, one of which kills A: A never runs again, and is unwound
// once.
CORIX_TEST(KillTest, TheKillerByItsVictim) {
  std::string log;
  const Tid killer = co_yield NewTask(KillsItsOwnKiller(log));
  const auto status = co_yield WaitTask(killer);
  EXPECT_EQ(status->code, 137);
  EXPECT_EQ(log, "~killer ");
}

Process KillsInItsTurn(std::string& log) {
  const Tracer tracer(log, "killer");
  bool answer = false;
  const Tid self = co_yield GetTid();
  const Tid guarded = co_yield NewTask(Guarded(self, answer));
  co_yield Yield();
  CallNow(KillTask(guarded));
  log += "still in its turn ";
  co_yield Yield();
  log += "went on ";
}

// The same in the middle of a turn: the doomed task ends at its next trap, before the handler runs.
CORIX_TEST(KillTest, TheRunningTaskInItsTurn) {
  std::string log;
  const Tid killer = co_yield NewTask(KillsInItsTurn(log));
  const auto status = co_yield WaitTask(killer);
  EXPECT_EQ(status->code, 137);
  EXPECT_EQ(log, "still in its turn ~killer ");
}

// ---- A property ----

Process RandomLife(std::uint64_t seed, int depth);

// Does a random thing, perhaps several calls deep.
Process RandomStep(std::mt19937_64& random, int depth) {
  switch (random() % 7) {
    case 0:
      co_yield Yield();
      break;
    case 1:
      co_yield Sleep(absl::Milliseconds(random() % 50));
      break;
    case 2:
      if (depth < 3) co_yield NewTask(RandomLife(random(), depth + 1));
      break;
    case 3:
      co_yield WaitTask(Tid(static_cast<int>(random() % 60)));
      break;
    case 4:
      co_yield KillTask(Tid(static_cast<int>(2 + random() % 60)));
      break;
    case 5:
      co_yield WaitAnyChild();
      break;
    default:
      co_await RandomStep(random, depth);
  }
}

Process RandomLife(std::uint64_t seed, int depth) {
  std::mt19937_64 random(seed);
  for (int i = 0; i < 10; ++i) co_await RandomStep(random, depth);
}

// Whatever tasks do to each other, in the end nothing is left of them. (They may deadlock: a parent
// that waits for any child, a child that waits for its parent. Then the kernel says so, and its end
// ends them.)
TEST(KillTest, ChaosLeavesNothing) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const std::int64_t frames = Frame::live;
    {
      Kernel kernel(VirtualOptions());
      std::vector<Tid> roots;
      for (int i = 0; i < 8; ++i) roots.push_back(kernel.Spawn(RandomLife(seed * 100 + i, 0)));
      const bool finished = kernel.Run().ok();
      if (finished) {
        for (const Tid root : roots) EXPECT_TRUE(kernel.TakeExit(root).ok());
        ExpectNoLeaks(kernel);
      }
    }
    EXPECT_EQ(Frame::live, frames) << "seed " << seed;
  }
}

}  // namespace
}  // namespace corix::testing
