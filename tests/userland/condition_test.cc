// Conditions: to wait, under a mutex, for what somebody else brings about.

#include "userland/lib/condition.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/userland/sync_testing.h"

namespace corix::testing {
namespace {

using Guard = Mutex::Guard;

struct Place {
  Mutex mutex{"m"};
  Condition condition{"c"};
  std::string log;
};

Process WaitAndNote(Place* place, std::string who,
                    absl::Duration timeout = absl::InfiniteDuration()) {
  absl::StatusOr<Guard> guard = co_await place->mutex.Lock();
  EXPECT_TRUE(guard.ok());
  const absl::Status status = co_await place->condition.Wait(*guard, timeout);
  EXPECT_EQ(guard->holds(), !absl::IsNotFound(status));
  if (guard->holds()) {
    EXPECT_EQ(place->mutex.owner(), SelfTid());
  }
  Note(&place->log, who, status);
  co_yield Yield();
}

// A notification wakes the one who has waited longest; one that finds nobody is gone.
CORIX_TEST(ConditionTest, NotifyOne) {
  Place place;
  place.condition.NotifyOne();
  for (const char* who : {"a", "b", "c"}) Start(WaitAndNote(&place, who));
  co_await Settle();
  EXPECT_EQ(place.log, "");
  EXPECT_EQ(place.mutex.owner(), 0);
  place.condition.NotifyOne();
  co_await Settle();
  EXPECT_EQ(place.log, "a ");
  place.condition.NotifyOne();
  place.condition.NotifyOne();
  co_await Settle();
  EXPECT_EQ(place.log, "a b c ");
}

// All are woken, and have the mutex one after the other; who comes later was not meant.
CORIX_TEST(ConditionTest, NotifyAll) {
  Place place;
  for (const char* who : {"a", "b", "c"}) Start(WaitAndNote(&place, who));
  co_await Settle();
  place.condition.NotifyAll();
  const Tid late = Start(WaitAndNote(&place, "late"));
  co_await Settle();
  EXPECT_EQ(place.log, "a b c ");
  EXPECT_TRUE(Sleeps(late));
  KillNow(late);
}

// A guard that holds nothing is refused.
CORIX_TEST(ConditionTest, WithoutTheMutex) {
  Condition condition;
  Guard none;
  EXPECT_TRUE(absl::IsFailedPrecondition(co_await condition.Wait(none)));
}

// Time up, or a cancel, comes with the mutex locked, however long that takes.
CORIX_TEST(ConditionTest, ErrorsComeWithTheMutexLocked) {
  Place place;
  Start(WaitAndNote(&place, "a", absl::Seconds(1)));
  const Tid b = Start(WaitAndNote(&place, "b"));
  co_await Settle();
  {
    const absl::StatusOr<Guard> guard = co_await place.mutex.Lock();
    co_yield Sleep(absl::Seconds(5));
    CancelNow(b);
    co_await Settle();
    EXPECT_EQ(place.log, "");
  }
  co_await Settle();
  EXPECT_EQ(place.log, "a:DEADLINE_EXCEEDED b:CANCELLED ");
  EXPECT_EQ(place.mutex.owner(), 0);
}

// One who is cancelled while he locks again, after a notification, gives that to the next.
CORIX_TEST(ConditionTest, CancelledWhileLockingAgain) {
  Place place;
  const Tid a = Start(WaitAndNote(&place, "a"));
  Start(WaitAndNote(&place, "b"));
  co_await Settle();
  std::optional<Guard> guard = place.mutex.TryLock();
  place.condition.NotifyOne();
  co_await Settle();  // a sleeps on the mutex
  CancelNow(a);
  co_await Settle();
  CancelNow(a);
  co_await Settle();
  guard.reset();
  co_await Settle();
  EXPECT_EQ(place.log, "a:CANCELLED b ");
}

// A notification whose receiver is killed reaches the next in line: before its turn, and while it
// waits for the mutex.
CORIX_TEST(ConditionTest, KilledAfterTheNotification) {
  for (const bool at_the_mutex : {false, true}) {
    Place place;
    const Tid a = Start(WaitAndNote(&place, "a"));
    Start(WaitAndNote(&place, "b"));
    co_await Settle();
    std::optional<Guard> guard = place.mutex.TryLock();
    place.condition.NotifyOne();
    if (at_the_mutex) co_await Settle();
    KillNow(a);
    guard.reset();
    co_await Settle();
    EXPECT_EQ(place.log, "b ");
    EXPECT_EQ(place.mutex.owner(), 0);
  }
}

Process WaitWithin(Place* place, std::string who, absl::Duration limit) {
  const absl::Status status = co_await WithTimeout(limit, WaitAndNote(place, who));
  if (!status.ok()) Note(&place->log, who, status);
}

// The same if a limit around the call strikes while it waits for the mutex.
CORIX_TEST(ConditionTest, TimedOutAfterTheNotification) {
  Place place;
  Start(WaitWithin(&place, "a", absl::Seconds(1)));
  Start(WaitAndNote(&place, "b"));
  co_await Settle();
  std::optional<Guard> guard = place.mutex.TryLock();
  place.condition.NotifyOne();
  co_yield Sleep(absl::Seconds(2));
  guard.reset();
  co_await Settle();
  EXPECT_EQ(place.log, "a:DEADLINE_EXCEEDED b ");
}

// Time up exactly between the wake-up and the turn does not swallow the notification.
TEST(ConditionTest, TimeoutAgainstNotification) {
  Place place;
  Kernel kernel(VirtualOptions());
  kernel.Spawn(WaitAndNote(&place, "a", absl::Seconds(1)));
  kernel.Spawn(WaitAndNote(&place, "b"));
  kernel.RunReady();
  kernel.Spawn([](Place* it) -> Process {
    it->condition.NotifyOne();
    co_return;
  }(&place));
  EXPECT_TRUE(kernel.Step());
  kernel.Advance(absl::Seconds(1));
  kernel.RunReady();
  EXPECT_EQ(place.log, "a ");
  // And the other way round: a's time is up, it has had no turn, and the notification goes to b.
  kernel.Spawn(WaitAndNote(&place, "c"));
  kernel.RunReady();
  kernel.Spawn(WaitAndNote(&place, "d", absl::Seconds(1)));
  kernel.RunReady();
  kernel.Spawn([](Place* it) -> Process {
    it->condition.NotifyAll();
    co_return;
  }(&place));
  kernel.Advance(absl::Seconds(1));
  ExpectRuns(kernel);
  EXPECT_EQ(place.log, "a d:DEADLINE_EXCEEDED b c ");
}

// One of all who were notified is killed as it locks again, when another one has come to wait: that
// one was not notified, and stays asleep. But a notification for one reaches it, also if all were
// notified once, before that.
CORIX_TEST(ConditionTest, KilledAfterAllWereNotified) {
  for (const bool all : {false, true}) {
    Place place;
    place.condition.NotifyAll();
    const Tid victim = Start(WaitAndNote(&place, "victim"));
    co_await Settle();
    absl::StatusOr<Guard> guard = co_await place.mutex.Lock();
    if (all) {
      place.condition.NotifyAll();
    } else {
      place.condition.NotifyOne();
    }
    co_await Settle();
    EXPECT_TRUE(Sleeps(victim));
    // It kills when the victim can have the mutex, and has not had its turn.
    Start([](Tid tid) -> Process {
      KillNow(tid);
      co_return;
    }(victim));
    const absl::Status late = co_await place.condition.Wait(*guard, absl::Seconds(1));
    EXPECT_EQ(late.code(), all ? absl::StatusCode::kDeadlineExceeded : absl::StatusCode::kOk);
    EXPECT_EQ(place.log, "");
  }
}

Process WaitInVain(Place* place, std::string* log, std::string who) {
  absl::StatusOr<Guard> guard = co_await place->mutex.Lock();
  const absl::Status status = co_await place->condition.Wait(*guard);
  EXPECT_FALSE(guard->holds());
  Note(log, who, status);
}

// Those who wait when it goes are told, without the mutex, which may be gone, too.
CORIX_TEST(ConditionTest, Destroyed) {
  std::string log;
  auto place = std::make_unique<Place>();
  for (const char* who : {"a", "b", "c"}) Start(WaitInVain(place.get(), &log, who));
  co_await Settle();
  place->condition.NotifyOne();
  place.reset();
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND b:NOT_FOUND c:NOT_FOUND ");
}

// The same for those who were notified and wait for the mutex, and for one who was cancelled.
CORIX_TEST(ConditionTest, DestroyedWhileTheyLockAgain) {
  std::string log;
  auto place = std::make_unique<Place>();
  Start(WaitInVain(place.get(), &log, "a"));
  const Tid b = Start(WaitInVain(place.get(), &log, "b"));
  const Tid c = Start(WaitInVain(place.get(), &log, "c"));
  co_await Settle();
  std::optional<Guard> guard = place->mutex.TryLock();
  place->condition.NotifyOne();
  CancelNow(b);
  co_await Settle();  // a and b sleep on the mutex
  CancelNow(c);       // c has not had its turn
  guard.reset();      // a has the mutex, but not had its turn
  place.reset();
  co_await Settle();
  EXPECT_EQ(log, "c:NOT_FOUND a:NOT_FOUND b:NOT_FOUND ");
}

Process ClogAndWait(Fd out, Place* place, std::string* log) {
  absl::StatusOr<Guard> guard = co_await place->mutex.Lock();
  Clog(out);
  const absl::Status status = co_await place->condition.Wait(*guard);
  Note(log, "a", status);
}

// What was printed before is delivered with the mutex locked: so no notification that is made under
// the mutex can come between the look and the sleep.
CORIX_TEST(ConditionTest, OutputBeforeTheSleep) {
  Place place;
  const PipeEnds pipe = co_yield Pipe(1);
  const Tid a = Start(ClogAndWait(pipe.writer, &place, &place.log));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  EXPECT_EQ(place.mutex.owner(), a);
  Start([](Place* it) -> Process {
    const absl::StatusOr<Guard> guard = co_await it->mutex.Lock();
    it->condition.NotifyOne();
  }(&place));
  co_await Settle();
  EXPECT_TRUE(Writes(a));
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(place.log, "a ");
  EXPECT_TRUE(Ended(a));
}

// A condition that goes meanwhile: he is told, and unlocks.
CORIX_TEST(ConditionTest, DestroyedBeforeTheSleep) {
  std::string log;
  Mutex mutex;
  const PipeEnds pipe = co_yield Pipe(1);
  auto condition = std::make_unique<Condition>();
  const Tid a = Start([](Fd out, Mutex* m, Condition* c, std::string* it) -> Process {
    absl::StatusOr<Guard> guard = co_await m->Lock();
    Clog(out);
    const absl::Status status = co_await c->Wait(*guard);
    Note(it, "a", status);
  }(pipe.writer, &mutex, condition.get(), &log));
  co_yield Yield();
  EXPECT_TRUE(Writes(a));
  condition.reset();
  co_await Unclog(pipe.reader);
  co_await Settle();
  EXPECT_EQ(log, "a:NOT_FOUND ");
  EXPECT_EQ(mutex.owner(), 0);
}

// ---- Struck at every moment ----

struct Shop {
  Mutex mutex;
  Condition not_empty;
  std::deque<int> goods;
  int made = 0;
  int sold = 0;
  bool closed = false;
};

Process Buy(Shop* shop) {
  absl::StatusOr<Guard> guard = co_await shop->mutex.Lock();
  if (!guard.ok()) co_return;
  for (;;) {
    while (shop->goods.empty() && !shop->closed) {
      const absl::Status status = co_await shop->not_empty.Wait(*guard);
      EXPECT_TRUE(guard->holds());
      if (!status.ok()) co_return;
    }
    if (shop->goods.empty()) co_return;
    shop->goods.pop_front();
    ++shop->sold;
    co_yield Yield();
  }
}

Process Make(Shop* shop, int goods) {
  for (int i = 0; i < goods; ++i) {
    {
      const absl::StatusOr<Guard> guard = co_await shop->mutex.Lock();
      if (!guard.ok()) continue;
      shop->goods.push_back(i);
      ++shop->made;
      shop->not_empty.NotifyOne();
    }
    co_yield Yield();
  }
  shop->closed = true;
  shop->not_empty.NotifyAll();
}

Process Scenario() {
  Shop shop;
  TaskGroup group;
  group.Spawn(Buy(&shop));
  group.Spawn(Buy(&shop));
  group.Spawn(Make(&shop, 4));
  (void)(co_yield group.Wait());
}

TEST(ConditionTest, SweepOfKills) {
  EXPECT_GT(SweepKills([] { return Scenario(); }), 20);
}
TEST(ConditionTest, SweepOfCancels) {
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 20);
}

// ---- Random programs ----

Process RandomProgram(std::uint64_t seed) {
  Random random(seed);
  Shop shop;
  std::vector<Process> buyers;
  for (std::size_t n = 2 + Below(random, 5); n > 0; --n) buyers.push_back(Buy(&shop));
  const int goods = static_cast<int>(5 + Below(random, 10));
  const Tid maker = Start(Make(&shop, goods));
  const int strikes = static_cast<int>(Below(random, buyers.size()));
  co_await RunAndStrike(std::move(buyers), &random, strikes);
  EXPECT_TRUE(Ended(maker));
  EXPECT_EQ(shop.made, goods);
  // At least one buyer was left: no notification was lost with the others.
  EXPECT_EQ(shop.sold, goods);
  EXPECT_EQ(shop.mutex.owner(), 0);
}

TEST(ConditionTest, RandomPrograms) {
  for (std::uint64_t seed = 0; seed < 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RunToEnd(RandomProgram(seed));
  }
}

}  // namespace
}  // namespace corix::testing
