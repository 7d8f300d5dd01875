// Events: something has happened, and stays so.

#include "userland/lib/event.h"

#include <memory>
#include <string>
#include <vector>

#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

Process WaitAndNote(Event* event, std::string* log, std::string who) {
  const absl::Status status = co_await event->Wait();
  Note(log, who, status);
}

// Set wakes all who wait, in their order; who comes later does not wait, and makes no trap.
CORIX_TEST(EventTest, SetWakesAll) {
  Event event("e");
  std::string log;
  for (const char* who : {"a", "b", "c"}) Start(WaitAndNote(&event, &log, who));
  co_yield Yield();
  EXPECT_EQ(log, "");
  event.Set();
  event.Set();
  EXPECT_TRUE(event.is_set());
  const std::uint64_t before = cpu.task->traps();
  co_await WaitAndNote(&event, &log, "me");
  EXPECT_EQ(cpu.task->traps(), before);
  co_await Settle();
  EXPECT_EQ(log, "me a b c ");
}

// Set for a moment only: those who waited then go on, those who come later wait.
CORIX_TEST(EventTest, SetAndCleared) {
  Event event;
  std::string log;
  Start(WaitAndNote(&event, &log, "a"));
  co_yield Yield();
  event.Set();
  event.Clear();
  EXPECT_FALSE(event.is_set());
  Start(WaitAndNote(&event, &log, "b"));
  co_await Settle();
  EXPECT_EQ(log, "a ");
  event.Set();
  co_await Settle();
  EXPECT_EQ(log, "a b ");
}

// A waiter that is killed between its wake-up and its turn takes nothing from anybody, and gives
// nothing to those who came after the event was cleared.
CORIX_TEST(EventTest, KilledBetweenWakeUpAndTurn) {
  Event event;
  std::string log;
  const Tid a = Start(WaitAndNote(&event, &log, "a"));
  Start(WaitAndNote(&event, &log, "b"));
  co_yield Yield();
  event.Set();
  event.Clear();
  const Tid late = Start(WaitAndNote(&event, &log, "late"));
  KillNow(a);
  co_await Settle();
  EXPECT_EQ(log, "b ");
  EXPECT_TRUE(Sleeps(late));
  CancelNow(late);
  co_await Settle();
  EXPECT_EQ(log, "b late:CANCELLED ");
}

CORIX_TEST(EventTest, TimedOut) {
  Event event;
  for (int round = 0; round < 3; ++round) {
    const absl::Status status = co_await WithTimeout(
        absl::Seconds(1),
        [](Event* e) -> Co<absl::Status> { co_return co_await e->Wait(); }(&event));
    EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  }
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Seconds(3));
}

CORIX_TEST(EventTest, Destroyed) {
  std::string log;
  auto event = std::make_unique<Event>("e");
  Start(WaitAndNote(event.get(), &log, "a"));
  Start(WaitAndNote(event.get(), &log, "b"));
  co_yield Yield();
  event.reset();
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND b:NOT_FOUND ");
}

Process ClogAndWait(Fd out, Event* event, std::string* log, std::string who) {
  Clog(out);
  co_await WaitAndNote(event, log, who);
}

// Set while a task's output waits before its Wait: it does not sleep.
CORIX_TEST(EventTest, OutputBeforeTheSleep) {
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  auto event = std::make_unique<Event>();
  const Tid a = Start(ClogAndWait(pipe.writer, event.get(), &log, "a"));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  event->Set();
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a ");
  event->Clear();
  // The last byte of a's output fills the pipe.
  const Tid b = Start(ClogAndWait(pipe.writer, event.get(), &log, "b"));
  co_yield Yield();
  EXPECT_TRUE(Writes(b));
  event.reset();
  for (int i = 0; i < 2; ++i) co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a b:NOT_FOUND ");
}

// ---- Struck at every moment ----

Process WaitTwice(Event* ready, Event* done) {
  (void)(co_await ready->Wait());
  co_yield Yield();
  (void)(co_await done->Wait());
}

Process Scenario() {
  Event ready;
  Event done;
  TaskGroup group;
  for (int i = 0; i < 3; ++i) group.Spawn(WaitTwice(&ready, &done));
  co_yield Yield();
  ready.Set();
  co_yield Yield();
  ready.Clear();
  co_yield Yield();
  done.Set();
  (void)(co_yield group.Wait());
}

TEST(EventTest, SweepOfKills) {
  EXPECT_GT(SweepKills([] { return Scenario(); }), 10);
}
TEST(EventTest, SweepOfCancels) {
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 10);
}

// ---- Random programs ----

struct Program {
  explicit Program(std::uint64_t seed) : random(seed) {}
  Random random;
  Event event;
  int set = 0;  // how often
  int ended = 0;
};

Process RandomWaiter(Program* program) {
  for (std::size_t steps = 1 + Below(program->random, 4); steps > 0; --steps) {
    const bool was_set = program->event.is_set();
    const int set_before = program->set;
    const absl::Status status = co_await program->event.Wait();
    // It has been set meanwhile, or was.
    if (status.ok()) {
      EXPECT_TRUE(was_set || program->set > set_before);
    }
    for (std::size_t turns = Below(program->random, 3); turns > 0; --turns) co_yield Yield();
  }
}

Process RandomSetter(Program* program) {
  for (int i = 0; i < 12; ++i) {
    if (Below(program->random, 3) == 0) {
      program->event.Clear();
    } else {
      program->event.Set();
      ++program->set;
    }
    for (std::size_t turns = Below(program->random, 4); turns > 0; --turns) co_yield Yield();
  }
  program->event.Set();
  ++program->set;
}

Process RandomProgram(std::uint64_t seed) {
  Program program(seed);
  std::vector<Process> tasks;
  for (std::size_t n = 2 + Below(program.random, 5); n > 0; --n)
    tasks.push_back(RandomWaiter(&program));
  const Tid setter = Start(RandomSetter(&program));
  co_await RunAndStrike(std::move(tasks), &program.random, static_cast<int>(seed % 4));
  CallNow(KillTask(setter));
}

TEST(EventTest, RandomPrograms) {
  for (std::uint64_t seed = 0; seed < 200 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed));
  }
}

}  // namespace
}  // namespace corix::testing
