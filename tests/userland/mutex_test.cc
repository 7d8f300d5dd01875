// Mutexes: one at a time, in the order of arrival, and whoever dies leaves them sound.

#include "userland/lib/mutex.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

using Guard = Mutex::Guard;

// Locks, says so, and unlocks at its next turn.
Process LockAndNote(Mutex* mutex, std::string* log, std::string who) {
  const absl::StatusOr<Guard> guard = co_await mutex->Lock();
  Note(log, who, guard.status());
  if (!guard.ok()) co_return;
  EXPECT_EQ(mutex->owner(), SelfTid());
  co_yield Yield();
}

// First come, first served.
CORIX_TEST(MutexTest, Fifo) {
  Mutex mutex;
  std::string log;
  std::optional<Guard> guard = mutex.TryLock();
  for (const char* who : {"a", "b", "c", "d"}) Start(LockAndNote(&mutex, &log, who));
  co_await Settle();
  EXPECT_EQ(log, "");
  guard.reset();
  co_await Settle();
  EXPECT_EQ(log, "a b c d ");
  EXPECT_EQ(mutex.owner(), 0);
}

// From the unlocking on it is reserved for the one who was woken: neither TryLock nor Lock of those
// who run earlier gets it.
CORIX_TEST(MutexTest, NobodyPassesOneWhoWasWoken) {
  Mutex mutex;
  std::string log;
  std::optional<Guard> guard = mutex.TryLock();
  Start(LockAndNote(&mutex, &log, "a"));
  co_yield Yield();
  guard.reset();
  EXPECT_FALSE(mutex.TryLock().has_value());
  {
    const absl::StatusOr<Guard> mine = co_await mutex.Lock();
    EXPECT_TRUE(mine.ok());
    EXPECT_EQ(log, "a ");
  }
  EXPECT_TRUE(mutex.TryLock().has_value());
}

// A free lock costs no trap, and a locked one that is tried neither.
CORIX_TEST(MutexTest, WithoutContentionThereIsNoTrap) {
  Mutex mutex;
  const std::uint64_t before = cpu.task->traps();
  for (int i = 0; i < 10; ++i) {
    const absl::StatusOr<Guard> guard = co_await mutex.Lock();
    EXPECT_FALSE(mutex.TryLock().has_value());
  }
  EXPECT_EQ(cpu.task->traps(), before);
}

// A second Lock by the owner is refused, and changes nothing.
CORIX_TEST(MutexTest, RecursionIsRefused) {
  Mutex mutex;
  std::string log;
  absl::StatusOr<Guard> guard = co_await mutex.Lock();
  Start(LockAndNote(&mutex, &log, "a"));
  co_yield Yield();
  for (int i = 0; i < 3; ++i) {
    const absl::StatusOr<Guard> again = co_await mutex.Lock();
    EXPECT_TRUE(absl::IsFailedPrecondition(again.status()));
    EXPECT_FALSE(mutex.TryLock().has_value());
    EXPECT_EQ(mutex.owner(), SelfTid());
    co_await Settle();
  }
  EXPECT_EQ(log, "");
  guard->Unlock();
  // One who waits already is not the owner.
  const absl::StatusOr<Guard> after = co_await mutex.Lock();
  EXPECT_TRUE(after.ok());
  EXPECT_EQ(log, "a ");
}

// A guard unlocks once, however it is moved about.
CORIX_TEST(MutexTest, GuardsMove) {
  Mutex a;
  Mutex b;
  Guard guard = *a.TryLock();
  Guard other = std::move(guard);
  EXPECT_FALSE(guard.holds());
  EXPECT_TRUE(other.holds());
  guard.Unlock();
  EXPECT_EQ(a.owner(), SelfTid());
  Guard& same = other;
  other = std::move(same);
  EXPECT_TRUE(other.holds());
  // To assign to a guard unlocks what it held.
  other = *b.TryLock();
  EXPECT_EQ(a.owner(), 0);
  EXPECT_EQ(b.owner(), SelfTid());
  other.Unlock();
  const Guard in_between = *b.TryLock();
  other.Unlock();
  EXPECT_EQ(b.owner(), SelfTid());
  Guard none;
  none.Unlock();
  EXPECT_EQ(none.mutex(), nullptr);
  co_return;
}

// A guard that was moved to another task is the old owner's until the new one takes it over: then
// that one is refused a second lock, and the old one waits for it.
CORIX_TEST(MutexTest, GuardsAreTakenOver) {
  Mutex mutex;
  std::string log;
  std::optional<Guard> guard = mutex.TryLock();
  const auto hold = [](Guard its, Mutex* m) -> Process {
    EXPECT_NE(m->owner(), SelfTid());
    its.TakeOver();
    EXPECT_EQ(m->owner(), SelfTid());
    EXPECT_TRUE(absl::IsFailedPrecondition((co_await m->Lock()).status()));
    co_yield Sleep(absl::Seconds(1));
  };
  const Tid holder = Start(hold(std::move(*guard), &mutex));
  EXPECT_EQ(mutex.owner(), SelfTid());
  co_yield Yield();
  EXPECT_EQ(mutex.owner(), holder);
  EXPECT_TRUE((co_await mutex.Lock()).ok());
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Seconds(1));
  Guard().TakeOver();
}

// Killed between its wake-up and its turn, a waiter leaves the lock to the next; the last one
// leaves it free.
CORIX_TEST(MutexTest, KilledBetweenWakeUpAndTurn) {
  Mutex mutex;
  std::string log;
  std::optional<Guard> guard = mutex.TryLock();
  std::vector<Tid> tids;
  for (const char* who : {"a", "b", "c"}) tids.push_back(Start(LockAndNote(&mutex, &log, who)));
  co_yield Yield();
  guard.reset();
  KillNow(tids[0]);
  KillNow(tids[1]);
  EXPECT_FALSE(mutex.TryLock().has_value());
  co_await Settle();
  EXPECT_EQ(log, "c ");

  guard = mutex.TryLock();
  const Tid last = Start(LockAndNote(&mutex, &log, "d"));
  co_yield Yield();
  guard.reset();
  KillNow(last);
  EXPECT_TRUE(mutex.TryLock().has_value());
}

// Cancelled in its sleep, a waiter leaves the line; cancelled after its wake-up, it has the lock.
CORIX_TEST(MutexTest, Cancelled) {
  Mutex mutex;
  std::string log;
  std::optional<Guard> guard = mutex.TryLock();
  const Tid a = Start(LockAndNote(&mutex, &log, "a"));
  const Tid b = Start(LockAndNote(&mutex, &log, "b"));
  Start(LockAndNote(&mutex, &log, "c"));
  co_yield Yield();
  CancelNow(a);
  guard.reset();  // wakes b
  CancelNow(b);
  co_await Settle();
  EXPECT_EQ(log, "a:CANCELLED b c ");
  EXPECT_EQ(mutex.owner(), 0);
}

// An owner that dies unlocks, wherever it was, and the next in line gets it.
CORIX_TEST(MutexTest, KilledOwner) {
  Mutex mutex;
  std::string log;
  const Tid owner = Start([](Mutex* m) -> Process {
    const absl::StatusOr<Guard> guard = co_await m->Lock();
    co_await YieldForEver();
  }(&mutex));
  Start(LockAndNote(&mutex, &log, "a"));
  co_yield Yield();
  EXPECT_EQ(mutex.owner(), owner);
  KillNow(owner);
  EXPECT_FALSE(mutex.TryLock().has_value());
  co_await Settle();
  EXPECT_EQ(log, "a ");
  EXPECT_EQ(mutex.owner(), 0);
}

Co<int> LockWithin(Mutex* mutex, std::string* log, std::string who, absl::Duration limit) {
  const absl::Status status = co_await WithTimeout(limit, LockAndNote(mutex, log, who));
  if (!status.ok()) Note(log, who, status);
  co_return 0;
}

// Time up ends the wait, and the place in line; but not after the wake-up: then the waiter has the
// lock, and its time is up at the next trap.
TEST(MutexTest, TimedOut) {
  Mutex mutex;
  std::string log;
  Kernel kernel(VirtualOptions());
  const Tid owner = kernel.Spawn([](Mutex* m) -> Process {
    const absl::StatusOr<Guard> guard = co_await m->Lock();
    co_yield Sleep(absl::Seconds(20));
  }(&mutex));
  kernel.Spawn(LockWithin(&mutex, &log, "a", absl::Seconds(10)));
  kernel.Spawn(LockWithin(&mutex, &log, "b", absl::Seconds(21)));
  kernel.Spawn(LockAndNote(&mutex, &log, "c"));
  kernel.RunReady();
  kernel.Advance(absl::Seconds(10));
  kernel.RunReady();
  EXPECT_EQ(log, "a:DEADLINE_EXCEEDED ");
  EXPECT_TRUE(kernel.EndTask(owner));  // wakes b
  kernel.Advance(absl::Seconds(11));
  ExpectRuns(kernel);
  EXPECT_EQ(log, "a:DEADLINE_EXCEEDED b c b:DEADLINE_EXCEEDED ");
  EXPECT_EQ(mutex.owner(), 0);
}

Process LockBoth(Mutex* first, Mutex* second) {
  const absl::StatusOr<Guard> one = co_await first->Lock();
  co_yield Yield();
  const absl::StatusOr<Guard> two = co_await second->Lock();
}

// The kernel knows the owners, so a deadlock is reported with its cycle.
TEST(MutexTest, TheDeadlockReportNamesTheCycle) {
  Mutex a("a");
  Mutex b("b");
  Kernel kernel(VirtualOptions());
  kernel.Spawn("left", LockBoth(&a, &b));
  kernel.Spawn("right", LockBoth(&b, &a));
  const absl::Status status = kernel.Run();
  EXPECT_EQ(status.message(),
            "deadlock: 2 tasks wait, and nothing can wake them"
            "\n  task 1 (left) waits in SleepOn(mutex b), for task 2 (right)"
            "\n  task 2 (right) waits in SleepOn(mutex a), for task 1 (left)"
            "\n  cycle: 1 -> 2 -> 1");
  // Whoever is killed resolves it.
  EXPECT_TRUE(kernel.EndTask(1));
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(2)->code, 0);
}

// Those who sleep on it when it goes, and those who were woken and have had no turn yet, are told.
CORIX_TEST(MutexTest, Destroyed) {
  std::string log;
  auto mutex = std::make_unique<Mutex>("m");
  std::optional<Guard> guard = mutex->TryLock();
  for (const char* who : {"a", "b", "c"}) Start(LockAndNote(mutex.get(), &log, who));
  co_yield Yield();
  guard.reset();  // wakes a
  mutex.reset();
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND b:NOT_FOUND c:NOT_FOUND ");
}

Process ClogAndLock(Fd out, Mutex* mutex, std::string* log, std::string who) {
  Clog(out);
  co_await LockAndNote(mutex, log, who);
}

// A trap first delivers what was printed. Whatever happens to the lock meanwhile is not missed.
CORIX_TEST(MutexTest, OutputBeforeTheSleep) {
  Mutex mutex;
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  std::optional<Guard> guard = mutex.TryLock();
  const Tid a = Start(ClogAndLock(pipe.writer, &mutex, &log, "a"));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  guard.reset();  // nobody sleeps on it
  co_await Unclog(pipe.reader);
  co_yield Yield();
  co_await Settle();
  EXPECT_EQ(log, "a ");
  EXPECT_EQ(mutex.owner(), 0);
}

// A mutex that goes while somebody's output waits before his Lock: he is told.
CORIX_TEST(MutexTest, DestroyedBeforeTheSleep) {
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  auto mutex = std::make_unique<Mutex>("m");
  std::optional<Guard> guard = mutex->TryLock();
  const Tid a = Start(ClogAndLock(pipe.writer, mutex.get(), &log, "a"));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  guard.reset();
  mutex.reset();
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND ");
}

// ---- Struck at every moment ----

Process LockTwice(Mutex* mutex, int* inside) {
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<Guard> guard = co_await mutex->Lock();
    if (!guard.ok()) continue;
    EXPECT_EQ(++*inside, 1);
    co_yield Yield();
    --*inside;
  }
}

Process Scenario() {
  Mutex mutex("m");
  int inside = 0;
  TaskGroup group;
  for (int i = 0; i < 3; ++i) group.Spawn(LockTwice(&mutex, &inside));
  (void)(co_yield group.Wait());
}

TEST(MutexTest, SweepOfKills) {
  EXPECT_GT(SweepKills([] { return Scenario(); }), 20);
}
TEST(MutexTest, SweepOfCancels) {
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 20);
}

// ---- Random programs ----

struct Program {
  explicit Program(std::uint64_t seed) : random(seed) {}
  Random random;
  Mutex mutexes[2];
  Tid inside[2] = {};
};

Process RandomLocker(Program* program) {
  const int steps = static_cast<int>(1 + Below(program->random, 6));
  for (int i = 0; i < steps; ++i) {
    const std::size_t which = Below(program->random, 2);
    Mutex& mutex = program->mutexes[which];
    Guard guard;
    if (Below(program->random, 4) == 0) {
      std::optional<Guard> got = mutex.TryLock();
      if (!got.has_value()) continue;
      guard = *std::move(got);
    } else {
      absl::StatusOr<Guard> got = co_await mutex.Lock();
      if (!got.ok()) continue;
      guard = *std::move(got);
    }
    // Who was here before has left, or is dead.
    const Tid before = std::exchange(program->inside[which], SelfTid());
    EXPECT_TRUE(before == 0 || Ended(before));
    EXPECT_EQ(mutex.owner(), SelfTid());
    for (std::size_t turns = Below(program->random, 4); turns > 0; --turns) co_yield Yield();
    EXPECT_EQ(std::exchange(program->inside[which], Tid()), SelfTid());
  }
}

Process RandomProgram(std::uint64_t seed) {
  Program program(seed);
  std::vector<Process> tasks;
  for (std::size_t n = 2 + Below(program.random, 6); n > 0; --n)
    tasks.push_back(RandomLocker(&program));
  co_await RunAndStrike(std::move(tasks), &program.random, static_cast<int>(seed % 5));
  for (const Mutex& mutex : program.mutexes) EXPECT_EQ(mutex.owner(), 0);
  for (Mutex& mutex : program.mutexes) EXPECT_TRUE(mutex.TryLock().has_value());
}

// Whatever tasks do, and whoever is struck: never two inside, and nobody waits for ever.
TEST(MutexTest, RandomPrograms) {
  for (std::uint64_t seed = 0; seed < 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed));
  }
}

}  // namespace
}  // namespace corix::testing
