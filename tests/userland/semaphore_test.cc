// Semaphores: so many at a time, no permit lost and none made up.

#include "userland/lib/semaphore.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

using Permit = Semaphore::Permit;

Process AcquireAndNote(Semaphore* semaphore, std::string* log, std::string who) {
  const absl::StatusOr<Permit> permit = co_await semaphore->Acquire();
  Note(log, who, permit.status());
  if (permit.ok()) co_yield Yield();
}

// As many as there are permits come in at once, the others in the order of their arrival.
CORIX_TEST(SemaphoreTest, SoManyAtATimeInOrder) {
  Semaphore semaphore("s", 2);
  std::string log;
  std::optional<Permit> one = semaphore.TryAcquire();
  std::optional<Permit> two = semaphore.TryAcquire();
  EXPECT_FALSE(semaphore.TryAcquire().has_value());
  for (const char* who : {"a", "b", "c"}) Start(AcquireAndNote(&semaphore, &log, who));
  co_yield Yield();
  EXPECT_EQ(log, "");
  one.reset();
  two.reset();
  // Both are reserved for a and b.
  EXPECT_EQ(semaphore.permits(), 2u);
  EXPECT_FALSE(semaphore.TryAcquire().has_value());
  const absl::StatusOr<Permit> mine = co_await semaphore.Acquire();
  EXPECT_TRUE(mine.ok());
  EXPECT_EQ(log, "a b c ");
  co_await Settle();
  EXPECT_EQ(semaphore.permits(), 1u);
}

// A semaphore may begin without permits, and get more than it had.
CORIX_TEST(SemaphoreTest, ReleaseMakesPermits) {
  Semaphore semaphore(0);
  std::string log;
  for (const char* who : {"a", "b"}) Start(AcquireAndNote(&semaphore, &log, who));
  co_yield Yield();
  for (int i = 0; i < 5; ++i) semaphore.Release();
  EXPECT_TRUE(semaphore.TryAcquire().has_value());  // three are free
  co_await Settle();
  EXPECT_EQ(log, "a b ");
  EXPECT_EQ(semaphore.permits(), 5u);
}

// One permit more than can be counted does not make them none.
CORIX_TEST(SemaphoreTest, AsManyAsCanBeCounted) {
  Semaphore semaphore(SIZE_MAX);
  semaphore.Release();
  EXPECT_EQ(semaphore.permits(), SIZE_MAX);
  EXPECT_TRUE(semaphore.TryAcquire().has_value());
  EXPECT_TRUE((co_await semaphore.Acquire()).ok());
  EXPECT_EQ(semaphore.permits(), SIZE_MAX);
}

// A permit gives itself back once; a forgotten one does not.
CORIX_TEST(SemaphoreTest, PermitsMove) {
  Semaphore semaphore(2);
  {
    Permit permit = *semaphore.TryAcquire();
    Permit other = std::move(permit);
    permit.Release();
    EXPECT_EQ(semaphore.permits(), 1u);
    Permit& same = other;
    other = std::move(same);
    other = *semaphore.TryAcquire();  // gives the first one back
    EXPECT_EQ(semaphore.permits(), 1u);
    other.Release();
    other.Release();
    EXPECT_EQ(semaphore.permits(), 2u);
    permit = *semaphore.TryAcquire();
    EXPECT_EQ(permit.Forget(), &semaphore);
    EXPECT_EQ(permit.Forget(), nullptr);
  }
  EXPECT_EQ(semaphore.permits(), 1u);
  semaphore.Release();
  EXPECT_EQ(semaphore.permits(), 2u);
  co_return;
}

// Killed between its wake-up and its turn, a waiter leaves its permit to the next one, or free.
CORIX_TEST(SemaphoreTest, KilledBetweenWakeUpAndTurn) {
  Semaphore semaphore(0);
  std::string log;
  std::vector<Tid> tids;
  for (const char* who : {"a", "b", "c", "d"})
    tids.push_back(Start(AcquireAndNote(&semaphore, &log, who)));
  co_yield Yield();
  semaphore.Release();
  semaphore.Release();
  KillNow(tids[0]);
  KillNow(tids[1]);
  KillNow(tids[2]);
  EXPECT_TRUE(semaphore.TryAcquire().has_value());
  co_await Settle();
  EXPECT_EQ(log, "d ");
  EXPECT_EQ(semaphore.permits(), 2u);
}

// Cancelled in its sleep a waiter has no permit; cancelled after its wake-up it has.
CORIX_TEST(SemaphoreTest, Cancelled) {
  Semaphore semaphore(0);
  std::string log;
  const Tid a = Start(AcquireAndNote(&semaphore, &log, "a"));
  const Tid b = Start(AcquireAndNote(&semaphore, &log, "b"));
  co_yield Yield();
  CancelNow(a);
  semaphore.Release();
  CancelNow(b);
  EXPECT_FALSE(semaphore.TryAcquire().has_value());
  co_await Settle();
  EXPECT_EQ(log, "a:CANCELLED b ");
  EXPECT_EQ(semaphore.permits(), 1u);
}

Process AcquireWithin(Semaphore* semaphore, std::string* log, std::string who,
                      absl::Duration limit) {
  const absl::Status status = co_await WithTimeout(limit, AcquireAndNote(semaphore, log, who));
  if (!status.ok()) Note(log, who, status);
}

// Time up between the wake-up and the turn: the permit is taken, and given back at the next trap.
TEST(SemaphoreTest, TimedOut) {
  Semaphore semaphore(1);
  std::string log;
  Kernel kernel(VirtualOptions());
  const Tid owner = kernel.Spawn([](Semaphore* s) -> Process {
    const absl::StatusOr<Permit> permit = co_await s->Acquire();
    co_yield Sleep(absl::Seconds(9));
  }(&semaphore));
  kernel.Spawn(AcquireWithin(&semaphore, &log, "a", absl::Seconds(1)));
  kernel.Spawn(AcquireWithin(&semaphore, &log, "b", absl::Seconds(2)));
  kernel.Spawn(AcquireAndNote(&semaphore, &log, "c"));
  kernel.RunReady();
  kernel.Advance(absl::Seconds(1));  // a's time is up, it has had no turn yet
  EXPECT_TRUE(kernel.EndTask(owner));
  kernel.Advance(absl::Seconds(1));
  ExpectRuns(kernel);
  EXPECT_EQ(log, "a:DEADLINE_EXCEEDED b c b:DEADLINE_EXCEEDED ");
  EXPECT_EQ(semaphore.permits(), 1u);
}

// Those who wait when it goes are told, also if they had been woken.
CORIX_TEST(SemaphoreTest, Destroyed) {
  std::string log;
  auto semaphore = std::make_unique<Semaphore>(0);
  for (const char* who : {"a", "b"}) Start(AcquireAndNote(semaphore.get(), &log, who));
  co_yield Yield();
  semaphore->Release();
  semaphore.reset();
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND b:NOT_FOUND ");
}

Process ClogAndAcquire(Fd out, Semaphore* semaphore, std::string* log, std::string who) {
  Clog(out);
  co_await AcquireAndNote(semaphore, log, who);
}

// What is released while a task's output waits before its Acquire is not missed; and what it is to
// have then is taken by nobody else.
CORIX_TEST(SemaphoreTest, OutputBeforeTheSleep) {
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  Semaphore semaphore(0);
  const Tid a = Start(ClogAndAcquire(pipe.writer, &semaphore, &log, "a"));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  semaphore.Release();
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a ");
  EXPECT_EQ(semaphore.permits(), 1u);
}

CORIX_TEST(SemaphoreTest, DestroyedBeforeTheSleep) {
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  auto semaphore = std::make_unique<Semaphore>(0);
  const Tid a = Start(ClogAndAcquire(pipe.writer, semaphore.get(), &log, "a"));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  semaphore.reset();
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND ");
}

// ---- Struck at every moment ----

Process AcquireTwice(Semaphore* semaphore, int* inside) {
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<Permit> permit = co_await semaphore->Acquire();
    if (!permit.ok()) continue;
    EXPECT_LE(++*inside, 2);
    co_yield Yield();
    --*inside;
  }
}

Process Scenario() {
  Semaphore semaphore(2);
  int inside = 0;
  {
    TaskGroup group;
    for (int i = 0; i < 4; ++i) group.Spawn(AcquireTwice(&semaphore, &inside));
    (void)(co_yield group.Wait());
  }
  EXPECT_EQ(semaphore.permits(), 2u);
}

TEST(SemaphoreTest, SweepOfKills) {
  EXPECT_GT(SweepKills([] { return Scenario(); }), 20);
}
TEST(SemaphoreTest, SweepOfCancels) {
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 20);
}

// ---- Random programs ----

struct Program {
  Program(std::uint64_t seed, std::size_t permits) : random(seed), semaphore(permits) {}
  Random random;
  Semaphore semaphore;
};

Process RandomGuest(Program* program) {
  for (std::size_t steps = 1 + Below(program->random, 6); steps > 0; --steps) {
    std::vector<Permit> permits;
    if (Below(program->random, 3) == 0) {
      std::optional<Permit> got = program->semaphore.TryAcquire();
      if (got.has_value()) permits.push_back(*std::move(got));
    } else {
      absl::StatusOr<Permit> got = co_await program->semaphore.Acquire();
      if (got.ok()) permits.push_back(*std::move(got));
    }
    for (std::size_t turns = Below(program->random, 4); turns > 0; --turns) co_yield Yield();
  }
}

Process RandomProgram(std::uint64_t seed) {
  const std::size_t permits = 1 + seed % 3;
  Program program(seed, permits);
  std::vector<Process> tasks;
  for (std::size_t n = 2 + Below(program.random, 6); n > 0; --n)
    tasks.push_back(RandomGuest(&program));
  const auto look = [&program, permits] { EXPECT_LE(program.semaphore.permits(), permits); };
  co_await RunAndStrike(std::move(tasks), &program.random, static_cast<int>(seed % 5), look);
  EXPECT_EQ(program.semaphore.permits(), permits);
  for (std::size_t i = 0; i < permits; ++i) {
    std::optional<Permit> permit = program.semaphore.TryAcquire();
    EXPECT_TRUE(permit.has_value());
    if (permit.has_value()) (void)permit->Forget();
  }
}

// Whatever tasks do, and whoever is struck: in the end there are as many permits as before.
TEST(SemaphoreTest, RandomPrograms) {
  for (std::uint64_t seed = 0; seed < 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed));
  }
}

}  // namespace
}  // namespace corix::testing
