// Barriers: nobody goes on before all have come.

#include "userland/lib/barrier.h"

#include <memory>
#include <string>
#include <vector>

#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

Process ArriveAndNote(Barrier* barrier, std::string* log, std::string who) {
  const absl::StatusOr<bool> last = co_await barrier->Arrive();
  Note(log, who + (last.value_or(false) ? "!" : ""), last.status());
}

// The last one does not sleep, and is told that it was the last; the others go on in their order.
CORIX_TEST(BarrierTest, TheLastOneOpensIt) {
  Barrier barrier(3);
  std::string log;
  Start(ArriveAndNote(&barrier, &log, "a"));
  Start(ArriveAndNote(&barrier, &log, "b"));
  co_yield Yield();
  EXPECT_EQ(barrier.arrived(), 2u);
  EXPECT_EQ(log, "");
  co_await ArriveAndNote(&barrier, &log, "c");
  EXPECT_EQ(log, "c! ");
  EXPECT_EQ(barrier.arrived(), 0u);
  co_await Settle();
  EXPECT_EQ(log, "c! a b ");
}

// For one, and for nobody, it is no barrier.
CORIX_TEST(BarrierTest, ForOne) {
  for (const std::size_t parties : {0, 1}) {
    Barrier barrier(parties);
    std::string log;
    co_await ArriveAndNote(&barrier, &log, "a");
    EXPECT_EQ(log, "a! ");
  }
}

Process Walk(Barrier* barrier, std::vector<int>* places, std::size_t who, int rounds, int* lasts) {
  for (int round = 0; round < rounds; ++round) {
    for (const int place : *places) EXPECT_TRUE(place == round || place == round + 1);
    ++(*places)[who];
    for (std::size_t i = 0; i < who; ++i) co_yield Yield();
    const absl::StatusOr<bool> last = co_await barrier->Arrive();
    EXPECT_TRUE(last.ok());
    if (last.value_or(false)) ++*lasts;
  }
}

// Over many rounds nobody is ever more than one round ahead, and each round has one last.
CORIX_TEST(BarrierTest, ManyRounds) {
  constexpr int kRounds = 50;
  Barrier barrier(4);
  std::vector<int> places(4);
  int lasts = 0;
  TaskGroup group;
  for (std::size_t i = 0; i < 4; ++i) group.Spawn(Walk(&barrier, &places, i, kRounds, &lasts));
  EXPECT_TRUE((co_yield group.Wait()).ok());
  EXPECT_EQ(places, std::vector<int>(4, kRounds));
  EXPECT_EQ(lasts, kRounds);
}

// One that is killed in its sleep has not arrived. One that is killed after the barrier opened has,
// and spoils neither this round nor the next.
CORIX_TEST(BarrierTest, Killed) {
  Barrier barrier(2);
  std::string log;
  const Tid a = Start(ArriveAndNote(&barrier, &log, "a"));
  co_yield Yield();
  KillNow(a);
  EXPECT_EQ(barrier.arrived(), 0u);
  const Tid b = Start(ArriveAndNote(&barrier, &log, "b"));
  co_yield Yield();
  EXPECT_EQ(log, "");
  co_await ArriveAndNote(&barrier, &log, "c");
  KillNow(b);
  EXPECT_EQ(barrier.arrived(), 0u);
  Start(ArriveAndNote(&barrier, &log, "d"));
  co_await Settle();
  EXPECT_EQ(log, "c! ");
  co_await ArriveAndNote(&barrier, &log, "e");
  co_await Settle();
  EXPECT_EQ(log, "c! e! d ");
}

// One that is cancelled in its sleep has not arrived, from that moment on: also if another arrives
// before it has had its turn.
CORIX_TEST(BarrierTest, Cancelled) {
  Barrier barrier(3);
  std::string log;
  const Tid a = Start(ArriveAndNote(&barrier, &log, "a"));
  Start(ArriveAndNote(&barrier, &log, "b"));
  co_yield Yield();
  CancelNow(a);
  Start(ArriveAndNote(&barrier, &log, "d"));
  co_await ArriveAndNote(&barrier, &log, "c");
  co_await Settle();
  EXPECT_EQ(log, "a:CANCELLED d! b c ");
}

Process ArriveWithin(Barrier* barrier, std::string* log, std::string who, absl::Duration limit) {
  const absl::Status status = co_await WithTimeout(limit, ArriveAndNote(barrier, log, who));
  if (!status.ok()) Note(log, who, status);
}

// The same for one whose time is up.
TEST(BarrierTest, TimedOut) {
  Barrier barrier(2);
  std::string log;
  Kernel kernel(VirtualOptions());
  kernel.Spawn(ArriveWithin(&barrier, &log, "a", absl::Seconds(1)));
  kernel.RunReady();
  const Tid b = kernel.Spawn(ArriveAndNote(&barrier, &log, "b"));
  // b runs before a has had its turn.
  kernel.Advance(absl::Seconds(1));
  kernel.RunReady();
  EXPECT_EQ(log, "a:DEADLINE_EXCEEDED ");
  EXPECT_EQ(barrier.arrived(), 1u);
  kernel.Spawn(ArriveAndNote(&barrier, &log, "c"));
  ExpectRuns(kernel);
  EXPECT_EQ(log, "a:DEADLINE_EXCEEDED c! b ");
  EXPECT_TRUE(kernel.TakeExit(b).ok());
}

// Those who wait when it goes are told; nothing of it is touched afterwards.
CORIX_TEST(BarrierTest, Destroyed) {
  std::string log;
  auto barrier = std::make_unique<Barrier>(3);
  const Tid a = Start(ArriveAndNote(barrier.get(), &log, "a"));
  Start(ArriveAndNote(barrier.get(), &log, "b"));
  co_yield Yield();
  CancelNow(a);
  barrier.reset();
  co_await Settle();
  EXPECT_EQ(log, "a:CANCELLED b:NOT_FOUND ");
  barrier = std::make_unique<Barrier>(2);
  const Tid c = Start(ArriveAndNote(barrier.get(), &log, "c"));
  co_yield Yield();
  co_await ArriveAndNote(barrier.get(), &log, "d");
  barrier.reset();
  EXPECT_FALSE(Ended(c));
  co_await Settle();
  EXPECT_EQ(log, "a:CANCELLED b:NOT_FOUND d! c:NOT_FOUND ");
}

Process ClogAndArrive(Fd out, Barrier* barrier, std::string* log, std::string who) {
  Clog(out);
  co_await ArriveAndNote(barrier, log, who);
}

// Nobody is missed who arrives while another's output waits before his arrival.
CORIX_TEST(BarrierTest, OutputBeforeTheSleep) {
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  Barrier barrier(2);
  const Tid a = Start(ClogAndArrive(pipe.writer, &barrier, &log, "a"));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  Start(ArriveAndNote(&barrier, &log, "b"));
  co_yield Yield();
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a! b ");
}

CORIX_TEST(BarrierTest, DestroyedBeforeTheSleep) {
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  auto barrier = std::make_unique<Barrier>(2);
  const Tid a = Start(ClogAndArrive(pipe.writer, barrier.get(), &log, "a"));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  barrier.reset();
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND ");
}

// ---- Struck at every moment ----

// A member that gives up leaves the others one short: so they wait with a limit.
Process ArriveTwice(Barrier* barrier) {
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<bool> last = co_await WithTimeout(
        absl::Seconds(1),
        [](Barrier* it) -> Co<absl::StatusOr<bool>> { co_return co_await it->Arrive(); }(barrier));
    if (!last.ok()) co_return;
    co_yield Yield();
  }
}

Process Scenario() {
  Barrier barrier(3);
  TaskGroup group;
  for (int i = 0; i < 3; ++i) group.Spawn(ArriveTwice(&barrier));
  (void)(co_yield group.Wait());
  if (group.size() == 0) {
    EXPECT_EQ(barrier.arrived(), 0u);
  }
}

TEST(BarrierTest, SweepOfKills) {
  EXPECT_GT(SweepKills([] { return Scenario(); }), 10);
}
TEST(BarrierTest, SweepOfCancels) {
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 10);
}

// ---- Random programs ----

struct Program {
  explicit Program(std::uint64_t seed) : random(seed), parties(1 + seed % 4), barrier(parties) {}
  Random random;
  std::size_t parties;
  Barrier barrier;
  std::size_t lasts = 0;
  std::size_t others = 0;
};

Co<absl::StatusOr<bool>> Arrive(Barrier* barrier) { co_return co_await barrier->Arrive(); }

Process RandomWalker(Program* program) {
  for (std::size_t steps = 1 + Below(program->random, 6); steps > 0; --steps) {
    for (std::size_t turns = Below(program->random, 4); turns > 0; --turns) co_yield Yield();
    const absl::Duration limit = absl::Milliseconds(1 + Below(program->random, 3));
    const absl::StatusOr<bool> last = co_await WithTimeout(limit, Arrive(&program->barrier));
    if (last.ok()) ++(*last ? program->lasts : program->others);
  }
}

Process RandomProgram(std::uint64_t seed) {
  Program program(seed);
  std::vector<Process> tasks;
  for (std::size_t n = 2 + Below(program.random, 8); n > 0; --n)
    tasks.push_back(RandomWalker(&program));
  const bool kills = seed % 2 == 0;
  const auto look = [&program] { EXPECT_LT(program.barrier.arrived(), program.parties); };
  co_await RunAndStrike(std::move(tasks), &program.random, kills ? 3 : 0, look);
  EXPECT_EQ(program.barrier.arrived(), 0u);
  // With each last one, all the others went through; unless one was killed before its turn.
  if (!kills) {
    EXPECT_EQ(program.others, program.lasts * (program.parties - 1));
  }
}

TEST(BarrierTest, RandomPrograms) {
  for (std::uint64_t seed = 0; seed < 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed));
  }
}

}  // namespace
}  // namespace corix::testing
