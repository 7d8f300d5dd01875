// Reader-writer locks: readers together, a writer alone, in phases.

#include "userland/lib/rw_lock.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

// Names in small letters read, those in capital letters write.
Process UseAndNote(RwLock* lock, std::string* log, std::string who, int turns = 1) {
  if (who[0] >= 'a') {
    const absl::StatusOr<RwLock::Shared> shared = co_await lock->LockShared();
    Note(log, who, shared.status());
    if (shared.ok()) co_await YieldTimes(turns);
  } else {
    const absl::StatusOr<RwLock::Exclusive> exclusive = co_await lock->LockExclusive();
    Note(log, who, exclusive.status());
    if (exclusive.ok()) co_await YieldTimes(turns);
  }
}

// Locks to read, without a trap, and leaves what it holds to somebody else.
Process Lend(RwLock* lock, std::vector<RwLock::Shared>* all) {
  const std::uint64_t before = cpu.task->traps();
  absl::StatusOr<RwLock::Shared> shared = co_await lock->LockShared();
  all->push_back(*std::move(shared));
  EXPECT_EQ(cpu.task->traps(), before);
}

// Readers share, and make no trap where nobody writes; a writer waits for all of them.
CORIX_TEST(RwLockTest, ReadersShare) {
  RwLock lock("l");
  std::string log;
  std::vector<RwLock::Shared> all;
  for (int i = 0; i < 3; ++i) Start(Lend(&lock, &all));
  co_await Settle();
  EXPECT_EQ(lock.readers(), 3u);
  EXPECT_EQ(lock.writer(), 0);
  Start(UseAndNote(&lock, &log, "A"));
  while (!all.empty()) {
    co_await Settle();
    EXPECT_EQ(log, "");
    all.pop_back();
  }
  co_await Settle();
  EXPECT_EQ(log, "A ");
  EXPECT_EQ(lock.writer(), 0);
}

// A writer is alone, and known to the kernel; what it has it cannot take again.
CORIX_TEST(RwLockTest, AWriterIsAlone) {
  RwLock lock;
  std::string log;
  absl::StatusOr<RwLock::Exclusive> mine = co_await lock.LockExclusive();
  EXPECT_EQ(lock.writer(), SelfTid());
  EXPECT_TRUE(absl::IsFailedPrecondition((co_await lock.LockExclusive()).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition((co_await lock.LockShared()).status()));
  EXPECT_EQ(lock.writer(), SelfTid());
  for (const char* who : {"a", "B", "c"}) Start(UseAndNote(&lock, &log, who));
  co_await Settle();
  EXPECT_EQ(log, "");
  mine->Unlock();
  mine->Unlock();
  EXPECT_FALSE(mine->holds());
  co_await Settle();
  EXPECT_EQ(log, "a c B ");
}

// A reader that asked again would wait for itself, at once or behind a writer who waits for it.
CORIX_TEST(RwLockTest, AReaderIsRefusedASecondLock) {
  RwLock lock;
  std::string log;
  absl::StatusOr<RwLock::Shared> mine = co_await lock.LockShared();
  for (const bool a_writer_waits : {false, true}) {
    if (a_writer_waits) {
      Start(UseAndNote(&lock, &log, "A"));
      co_await Settle();
    }
    EXPECT_TRUE(absl::IsFailedPrecondition((co_await lock.LockExclusive()).status()));
    EXPECT_TRUE(absl::IsFailedPrecondition((co_await lock.LockShared()).status()));
    EXPECT_EQ(lock.readers(), 1u);
    EXPECT_EQ(log, "");
  }
  mine->Unlock();
  co_await Settle();
  EXPECT_EQ(log, "A ");
  const absl::StatusOr<RwLock::Shared> again = co_await lock.LockShared();
  EXPECT_TRUE(again.ok());
}

// Phase-fair: readers who come while a writer waits, wait behind it; when it is done, all readers
// who wait go next, also those who came after a second writer.
CORIX_TEST(RwLockTest, Phases) {
  RwLock lock;
  std::string log;
  for (const char* who : {"a", "b", "C", "d", "E", "f", "G", "h"})
    Start(UseAndNote(&lock, &log, who, 3));
  co_await Settle();
  co_await Settle();
  EXPECT_EQ(log, "a b C d f h E G ");
}

Process UseForEver(RwLock* lock, bool writes, int* uses) {
  for (;;) {
    if (writes) {
      const absl::StatusOr<RwLock::Exclusive> exclusive = co_await lock->LockExclusive();
      ++*uses;
      co_yield Yield();
    } else {
      const absl::StatusOr<RwLock::Shared> shared = co_await lock->LockShared();
      ++*uses;
      co_yield Yield();
    }
  }
}

// Neither readers nor writers that come without end starve the other.
CORIX_TEST(RwLockTest, NobodyStarves) {
  for (const bool writers : {false, true}) {
    RwLock lock;
    int uses = 0;
    int rare = 0;
    std::vector<Tid> tids;
    for (int i = 0; i < 5; ++i) tids.push_back(Start(UseForEver(&lock, writers, &uses)));
    tids.push_back(Start(UseForEver(&lock, !writers, &rare)));
    co_await YieldTimes(300);
    EXPECT_GT(rare, 20) << writers;
    EXPECT_GT(uses, 20) << writers;
    for (const Tid tid : tids) KillNow(tid);
    EXPECT_EQ(lock.readers(), 0u);
    EXPECT_EQ(lock.writer(), 0);
    const absl::StatusOr<RwLock::Exclusive> free = co_await lock.LockExclusive();
    EXPECT_TRUE(free.ok());
  }
}

CORIX_TEST(RwLockTest, HoldsMove) {
  RwLock lock;
  std::vector<RwLock::Shared> all;
  Start(Lend(&lock, &all));
  co_await Settle();
  RwLock::Shared one = std::move(all[0]);
  RwLock::Shared two = *(co_await lock.LockShared());
  EXPECT_EQ(lock.readers(), 2u);
  one = std::move(two);
  EXPECT_EQ(lock.readers(), 1u);
  RwLock::Shared& same = one;
  one = std::move(same);
  two.Unlock();
  EXPECT_EQ(lock.readers(), 1u);
  one.Unlock();
  EXPECT_EQ(lock.readers(), 0u);
}

// A hold that was moved to another task is taken over there, unless that one reads already.
CORIX_TEST(RwLockTest, HoldsAreTakenOver) {
  RwLock lock;
  absl::StatusOr<RwLock::Exclusive> exclusive = co_await lock.LockExclusive();
  const auto write = [](RwLock::Exclusive its, RwLock* l) -> Process {
    EXPECT_TRUE(its.TakeOver());
    EXPECT_EQ(l->writer(), SelfTid());
    EXPECT_TRUE(absl::IsFailedPrecondition((co_await l->LockShared()).status()));
    co_yield Sleep(absl::Seconds(1));
  };
  Start(write(*std::move(exclusive), &lock));
  co_yield Yield();
  absl::StatusOr<RwLock::Shared> shared = co_await lock.LockShared();
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Seconds(1));
  const auto read = [](RwLock::Shared its, RwLock* l) -> Process {
    RwLock::Shared second = *(co_await l->LockShared());
    EXPECT_FALSE(its.TakeOver());
    EXPECT_EQ(l->readers(), 2U);
    second.Unlock();
    EXPECT_TRUE(its.TakeOver());
    EXPECT_TRUE(its.TakeOver());
    EXPECT_EQ(l->readers(), 1U);
    EXPECT_TRUE(absl::IsFailedPrecondition((co_await l->LockExclusive()).status()));
    co_yield Sleep(absl::Seconds(1));
  };
  Start(read(*std::move(shared), &lock));
  co_yield Yield();
  // It is the other one's now, so we may wait for it.
  EXPECT_TRUE((co_await lock.LockExclusive()).ok());
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Seconds(2));
  EXPECT_EQ(lock.readers(), 0U);
  EXPECT_TRUE(RwLock::Shared().TakeOver());
}

// Killed or cancelled between wake-up and turn, or in its sleep, the only writer lets the readers
// behind it go on.
CORIX_TEST(RwLockTest, TheWriterInFrontGoes) {
  for (const bool cancels : {false, true}) {
    for (const bool woken : {false, true}) {
      RwLock lock;
      std::string log;
      absl::StatusOr<RwLock::Shared> mine = co_await lock.LockShared();
      const Tid writer = Start(UseAndNote(&lock, &log, "W"));
      for (const char* who : {"a", "b"}) Start(UseAndNote(&lock, &log, who));
      co_await Settle();
      EXPECT_EQ(log, "");
      if (woken) mine->Unlock();
      cancels ? CancelNow(writer) : KillNow(writer);
      co_await Settle();
      const char* const expected = !cancels ? "a b " : woken ? "W a b " : "W:CANCELLED a b ";
      EXPECT_EQ(log, expected);
      EXPECT_EQ(lock.writer(), 0);
      EXPECT_EQ(lock.readers(), woken ? 0u : 1u);
    }
  }
}

// Readers who were woken, and are killed before their turns, let the writer behind them go on, as
// soon as the last of them is gone.
CORIX_TEST(RwLockTest, TheReadersInFrontGo) {
  RwLock lock;
  std::string log;
  absl::StatusOr<RwLock::Exclusive> mine = co_await lock.LockExclusive();
  const Tid a = Start(UseAndNote(&lock, &log, "a"));
  const Tid b = Start(UseAndNote(&lock, &log, "b"));
  Start(UseAndNote(&lock, &log, "W"));
  co_await Settle();
  mine->Unlock();
  KillNow(a);
  KillNow(b);
  co_await Settle();
  EXPECT_EQ(log, "W ");
  EXPECT_EQ(lock.readers(), 0u);
}

Process UseWithin(RwLock* lock, std::string* log, std::string who, absl::Duration limit) {
  const absl::Status status = co_await WithTimeout(limit, UseAndNote(lock, log, who));
  if (!status.ok()) Note(log, who, status);
}

// The same if their time is up.
CORIX_TEST(RwLockTest, TimedOut) {
  RwLock lock;
  std::string log;
  absl::StatusOr<RwLock::Shared> mine = co_await lock.LockShared();
  Start(UseWithin(&lock, &log, "W", absl::Seconds(1)));
  Start(UseAndNote(&lock, &log, "a"));
  co_yield Sleep(absl::Seconds(2));
  EXPECT_EQ(log, "W:DEADLINE_EXCEEDED a ");
}

// Those who wait when it goes are told, also those who were woken, cancelled or timed out and have
// had no turn yet: nobody touches it afterwards.
CORIX_TEST(RwLockTest, Destroyed) {
  std::string log;
  auto lock = std::make_unique<RwLock>("l");
  std::optional<RwLock::Exclusive> mine = *(co_await lock->LockExclusive());
  std::vector<Tid> tids;
  for (const char* who : {"a", "b", "C", "D", "E"})
    tids.push_back(Start(UseAndNote(lock.get(), &log, who)));
  Start(UseWithin(lock.get(), &log, "F", absl::Seconds(1)));
  co_await Settle();
  CancelNow(tids[1]);
  CancelNow(tids[3]);
  mine.reset();  // wakes a
  cpu.kernel->Advance(absl::Seconds(1));
  lock.reset();
  KillNow(tids[4]);
  co_await Settle();
  EXPECT_EQ(log, "b:CANCELLED D:CANCELLED a:NOT_FOUND F:DEADLINE_EXCEEDED C:NOT_FOUND ");
}

Process ClogAndUse(Fd out, RwLock* lock, std::string* log, std::string who) {
  Clog(out);
  co_await UseAndNote(lock, log, who, 5);
}

// A reader and a writer whose output waits before their locks: in the end each has it, and not
// together.
CORIX_TEST(RwLockTest, OutputBeforeTheSleep) {
  for (const char* first : {"a", "A"}) {
    for (const char* second : {"b", "B"}) {
      RwLock lock;
      std::string log;
      const PipeEnds pipe = co_yield Pipe(1);
      std::optional<RwLock::Exclusive> mine = *(co_await lock.LockExclusive());
      const Tid one = Start(ClogAndUse(pipe.writer, &lock, &log, first));
      const Tid two = Start(ClogAndUse(pipe.writer, &lock, &log, second));
      co_yield Yield();
      EXPECT_TRUE(Writes(one) && Writes(two));
      mine.reset();
      const bool share = first[0] == 'a' && second[0] == 'b';
      for (int i = 0; i < 3; ++i) {
        co_await Unclog(pipe.reader);
        for (int turn = 0; turn < 30; ++turn) {
          EXPECT_LE(lock.readers() + (lock.writer() == 0 ? 0 : 1), share ? 2u : 1u);
          co_yield Yield();
        }
      }
      EXPECT_EQ(log, absl::StrCat(first, " ", second, " "));
      EXPECT_TRUE(Ended(one) && Ended(two));
    }
  }
}

// A lock that goes meanwhile, under one who is then cancelled, killed, or goes on.
CORIX_TEST(RwLockTest, DestroyedBeforeTheSleep) {
  for (const int fate : {0, 1, 2}) {
    std::string log;
    const PipeEnds pipe = co_yield Pipe(1);
    auto lock = std::make_unique<RwLock>();
    std::optional<RwLock::Exclusive> mine = *(co_await lock->LockExclusive());
    const Tid a = Start(ClogAndUse(pipe.writer, lock.get(), &log, "a"));
    co_yield Yield();
    EXPECT_TRUE(Writes(a));
    mine.reset();
    lock.reset();
    if (fate == 1) CancelNow(a);
    if (fate == 2) KillNow(a);
    co_await Unclog(pipe.reader);
    co_await Settle();
    EXPECT_EQ(log, fate == 0 ? "a:NOT_FOUND " : fate == 1 ? "a:CANCELLED " : "");
    EXPECT_TRUE(Ended(a));
  }
}

// The kernel knows the writer, so it can say for whom the others wait.
TEST(RwLockTest, TheDeadlockReportNamesTheWriter) {
  RwLock lock("table");
  Kernel kernel(VirtualOptions());
  kernel.Spawn("writer", [](RwLock* l) -> Process {
    const absl::StatusOr<RwLock::Exclusive> mine = co_await l->LockExclusive();
    co_yield WaitTask(2);
  }(&lock));
  kernel.Spawn("reader", [](RwLock* l) -> Process {
    const absl::StatusOr<RwLock::Shared> shared = co_await l->LockShared();
  }(&lock));
  const std::string message(kernel.Run().message());
  EXPECT_NE(message.find("waits in SleepOn(lock to read table), for task 1 (writer)"),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("cycle: 1 -> 2 -> 1"), std::string::npos) << message;
}

// ---- Struck at every moment ----

Process Scenario() {
  RwLock lock;
  std::string log;
  {
    TaskGroup group;
    for (const char* who : {"a", "B", "c", "D", "e"}) group.Spawn(UseAndNote(&lock, &log, who, 2));
    (void)(co_yield group.Wait());
  }
  EXPECT_EQ(lock.readers(), 0u);
  EXPECT_EQ(lock.writer(), 0);
  const absl::StatusOr<RwLock::Exclusive> free = co_await lock.LockExclusive();
  EXPECT_TRUE(free.ok());
}

TEST(RwLockTest, SweepOfKills) {
  EXPECT_GT(SweepKills([] { return Scenario(); }), 20);
}
TEST(RwLockTest, SweepOfCancels) {
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 20);
}

// ---- Random programs ----

struct Program {
  explicit Program(std::uint64_t seed) : random(seed) {}
  Random random;
  RwLock lock;
};

Process RandomUser(Program* program) {
  for (std::size_t steps = 1 + Below(program->random, 6); steps > 0; --steps) {
    const std::size_t turns = Below(program->random, 4);
    if (Below(program->random, 3) == 0) {
      const absl::StatusOr<RwLock::Exclusive> mine = co_await program->lock.LockExclusive();
      for (std::size_t i = 0; i < turns && mine.ok(); ++i) {
        EXPECT_EQ(program->lock.writer(), SelfTid());
        EXPECT_EQ(program->lock.readers(), 0u);
        co_yield Yield();
      }
    } else {
      const absl::StatusOr<RwLock::Shared> shared = co_await program->lock.LockShared();
      for (std::size_t i = 0; i < turns && shared.ok(); ++i) {
        EXPECT_EQ(program->lock.writer(), 0);
        EXPECT_GE(program->lock.readers(), 1u);
        co_yield Yield();
      }
    }
    if (Below(program->random, 2) == 0) co_yield Yield();
  }
}

Process RandomProgram(std::uint64_t seed) {
  Program program(seed);
  std::vector<Process> tasks;
  for (std::size_t n = 2 + Below(program.random, 6); n > 0; --n)
    tasks.push_back(RandomUser(&program));
  co_await RunAndStrike(std::move(tasks), &program.random, static_cast<int>(seed % 5));
  EXPECT_EQ(program.lock.readers(), 0u);
  EXPECT_EQ(program.lock.writer(), 0);
}

TEST(RwLockTest, RandomPrograms) {
  for (std::uint64_t seed = 0; seed < 400 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed));
  }
}

}  // namespace
}  // namespace corix::testing
