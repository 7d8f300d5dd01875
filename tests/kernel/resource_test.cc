// Resources, and the two calls that sleep on them and wake the sleepers.

#include "kernel/resource.h"

#include <memory>
#include <string>
#include <vector>

#include "syscalls/sleep_on.h"
#include "syscalls/wake_up.h"
#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

Process SleepAndNote(Resource* resource, std::string* log, std::string who,
                     absl::Duration timeout = absl::InfiniteDuration()) {
  const absl::Status status = co_yield SleepOn(*resource, timeout);
  Note(log, who, status);
}

Process SleepOnEither(Resource* one, Resource* two, std::string* log, std::string who) {
  std::vector<SleepOn::Wait> waits;
  waits.emplace_back(*one);
  waits.emplace_back(*two);
  const absl::Status status = co_yield SleepOn(absl::MakeSpan(waits), absl::Seconds(5));
  Note(log, who, status);
}

// Sleepers are woken in the order in which they came, as many as one asks for; the answer says how
// many there were.
CORIX_TEST(ResourceTest, InOrder) {
  Resource resource("thing");
  std::string log;
  for (const char* who : {"a", "b", "c", "d"}) Start(SleepAndNote(&resource, &log, who));
  co_yield Yield();
  EXPECT_EQ(resource.sleepers(), 4u);
  EXPECT_EQ(co_yield WakeUp(resource, 0), 0);
  EXPECT_EQ(co_yield WakeUp(resource, -1), 0);
  EXPECT_EQ(CallNow(WakeUp(resource)), 1);
  EXPECT_EQ(CallNow(WakeUp(resource, 2)), 2);
  EXPECT_EQ(resource.expected(), 3u);
  co_await Settle();
  EXPECT_EQ(log, "a b c ");
  EXPECT_EQ(resource.expected(), 0u);
  EXPECT_EQ(co_yield WakeUp(resource, WakeUp::kAll), 1);
  EXPECT_EQ(co_yield WakeUp(resource, 5), 0);
  co_await Settle();
  EXPECT_EQ(log, "a b c d ");
  EXPECT_FALSE(resource.awaited());
}

// A wake-up whose receiver dies before its turn goes to the next; one that was for all does not.
CORIX_TEST(ResourceTest, PassedOn) {
  for (const bool all : {false, true}) {
    Resource resource("thing");
    std::string log;
    std::vector<Tid> tids;
    for (const char* who : {"a", "b"}) tids.push_back(Start(SleepAndNote(&resource, &log, who)));
    co_yield Yield();
    CallNow(WakeUp(resource, all ? WakeUp::kAll : 2));
    const Tid late = Start(SleepAndNote(&resource, &log, "late"));
    co_yield Yield();  // a and b go on
    tids[0] = Start(SleepAndNote(&resource, &log, "c"));
    co_yield Yield();
    EXPECT_EQ(log, "a b ");
    CallNow(WakeUp(resource, all ? WakeUp::kAll : 1));  // late, and perhaps c
    const Tid later = Start(SleepAndNote(&resource, &log, "later"));
    KillNow(late);
    co_await Settle();
    EXPECT_EQ(log, "a b c ");
    EXPECT_EQ(resource.expected(), 0u);
    EXPECT_TRUE(Sleeps(later));
    KillNow(later);
    EXPECT_FALSE(resource.awaited());
  }
}

// What is there need not be waited for; it is reserved from the call to the turn, and free again if
// the caller dies in between.
CORIX_TEST(ResourceTest, Available) {
  Resource resource("thing");
  std::string log;
  resource.set_available(1);
  const Tid a = Start(SleepAndNote(&resource, &log, "a"));
  const Tid b = Start(SleepAndNote(&resource, &log, "b"));
  co_yield Yield();
  EXPECT_EQ(resource.expected(), 1u);
  EXPECT_FALSE(resource.has_some());
  EXPECT_TRUE(Sleeps(b));
  KillNow(a);
  EXPECT_FALSE(Sleeps(b));
  EXPECT_EQ(resource.expected(), 1u);
  KillNow(b);
  EXPECT_EQ(resource.expected(), 0u);
  EXPECT_TRUE(resource.has_some());
}

// What all can have is not passed on: one who came when it was gone again is not woken.
CORIX_TEST(ResourceTest, UnlimitedIsNotPassedOn) {
  Resource resource("thing");
  std::string log;
  resource.set_available(Resource::kUnlimited);
  const Tid a = Start(SleepAndNote(&resource, &log, "a"));
  co_yield Yield();
  resource.set_available(0);
  const Tid b = Start(SleepAndNote(&resource, &log, "b"));
  EXPECT_FALSE(Ended(a));
  // a has not had its turn after the answer: it is behind b's first one.
  co_yield Yield();
  co_await Settle();
  EXPECT_EQ(log, "a ");
  resource.set_available(Resource::kUnlimited);
  const Tid c = Start(SleepAndNote(&resource, &log, "c"));
  co_yield Yield();
  resource.set_available(0);
  KillNow(c);
  EXPECT_TRUE(Sleeps(b));
  KillNow(b);
}

// A sleeper on several is woken by one of them, and leaves the other's line. A timeout leaves all.
CORIX_TEST(ResourceTest, Several) {
  Resource one("one");
  Resource two("two", "x");
  std::string log;
  Start(SleepOnEither(&one, &two, &log, "a"));
  const Tid b = Start(SleepOnEither(&one, &two, &log, "b"));
  co_yield Yield();
  EXPECT_EQ(cpu.kernel->FindTask(b)->call()->Format(), "SleepOn(one or two x)");
  EXPECT_EQ(CallNow(WakeUp(two)), 1);
  EXPECT_EQ(one.sleepers(), 1u);
  EXPECT_EQ(CallNow(WakeUp(one, 9)), 1);
  co_await Settle();
  EXPECT_EQ(log, "a b ");
  Start(SleepOnEither(&one, &two, &log, "c"));
  co_yield Sleep(absl::Seconds(6));
  EXPECT_EQ(log, "a b c:DEADLINE_EXCEEDED ");
  EXPECT_FALSE(one.awaited() || two.awaited());
}

// A timeout that comes after the wake-up, but before the turn, comes too late.
CORIX_TEST(ResourceTest, TimeoutAfterTheWakeUp) {
  Resource resource("thing");
  std::string log;
  Start(SleepAndNote(&resource, &log, "a", absl::Seconds(1)));
  Start(SleepAndNote(&resource, &log, "b", absl::Seconds(2)));
  co_yield Yield();
  EXPECT_EQ(cpu.kernel->timers().size(), 2u);
  CallNow(WakeUp(resource));
  EXPECT_EQ(cpu.kernel->timers().size(), 1u);
  cpu.kernel->Advance(absl::Seconds(3));
  EXPECT_EQ(CallNow(WakeUp(resource)), 0);
  co_await Settle();
  EXPECT_EQ(log, "a b:DEADLINE_EXCEEDED ");
}

// Sleepers, woken ones, and those whose output waits before they sleep: each is told that the
// resource is gone, and leaves it alone.
CORIX_TEST(ResourceTest, Destroyed) {
  std::string log;
  const PipeEnds pipe = co_yield Pipe(1);
  auto resource = std::make_unique<Resource>("thing");
  Resource other("other");
  Start(SleepAndNote(resource.get(), &log, "a"));
  Start(SleepOnEither(&other, resource.get(), &log, "b"));
  const Tid c = Start([](Fd out, Resource* it, std::string* text) -> Process {
    Clog(out);
    co_await SleepAndNote(it, text, "c");
  }(pipe.writer, resource.get(), &log));
  const Tid d = Start(SleepAndNote(resource.get(), &log, "d"));
  co_yield Yield();
  EXPECT_TRUE(Writes(c));
  CallNow(WakeUp(*resource));  // a
  CancelNow(d);
  resource.reset();
  EXPECT_FALSE(other.awaited());
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND d:CANCELLED b:NOT_FOUND c:NOT_FOUND ");
}

// The owner is whom a sleeper waits for, in the report of a deadlock.
TEST(ResourceTest, OwnersInTheReport) {
  Resource one("one");
  Resource two("two");
  std::string log;
  Kernel kernel(VirtualOptions());
  kernel.Spawn("a", SleepAndNote(&one, &log, "a"));
  kernel.Spawn("b", SleepAndNote(&two, &log, "b"));
  kernel.RunReady();
  EXPECT_NE(kernel.Run().message().find("task 1 (a) waits in SleepOn(one)\n"), std::string::npos);
  one.set_owner(2);
  two.set_owner(1);
  EXPECT_NE(kernel.Run().message().find("cycle: 1 -> 2 -> 1"), std::string::npos);
  one.set_owner(77);  // nobody
  EXPECT_NE(kernel.Run().message().find("SleepOn(one), for task 77"), std::string::npos);
}

// A program that destroys a resource outside any task, while tasks sleep on it, leaves them asleep.
TEST(ResourceTest, DestroyedOutsideAnyTask) {
  std::string log;
  Kernel kernel(VirtualOptions());
  auto resource = std::make_unique<Resource>("thing");
  kernel.Spawn(SleepAndNote(resource.get(), &log, "a"));
  kernel.RunReady();
  resource.reset();
  EXPECT_FALSE(kernel.Run().ok());
  EXPECT_TRUE(kernel.EndTask(1));
  ExpectRuns(kernel);
}

// ---- Random programs ----

struct Program {
  explicit Program(std::uint64_t seed) : random(seed), one("one"), two("two") {}
  Random random;
  Resource one;
  Resource two;
  std::string log;
};

Process RandomSleeper(Program* program) {
  for (std::size_t steps = 1 + Below(program->random, 4); steps > 0; --steps) {
    if (Below(program->random, 2) == 0) {
      co_await SleepAndNote(&program->one, &program->log, "", absl::Milliseconds(9));
    } else {
      co_await SleepOnEither(&program->one, &program->two, &program->log, "");
    }
    for (std::size_t turns = Below(program->random, 3); turns > 0; --turns) co_yield Yield();
  }
}

Process RandomProgram(std::uint64_t seed) {
  Program program(seed);
  std::vector<Process> tasks;
  for (std::size_t n = 2 + Below(program.random, 6); n > 0; --n)
    tasks.push_back(RandomSleeper(&program));
  const auto look = [&program] {
    Resource& resource = Below(program.random, 2) == 0 ? program.one : program.two;
    const std::size_t before = resource.sleepers();
    const auto count = static_cast<int>(Below(program.random, 3));
    EXPECT_EQ(CallNow(WakeUp(resource, count)), std::min<int>(count, static_cast<int>(before)));
  };
  co_await RunAndStrike(std::move(tasks), &program.random, static_cast<int>(seed % 5), look);
  for (const Resource* resource : {&program.one, &program.two}) {
    EXPECT_EQ(resource->sleepers(), 0u);
    EXPECT_EQ(resource->expected(), 0u);
  }
}

// Whoever is struck: in the end nobody sleeps, and nobody is expected.
TEST(ResourceTest, RandomPrograms) {
  for (std::uint64_t seed = 0; seed < 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed));
  }
}

}  // namespace
}  // namespace corix::testing
