// Who can never go on is found, and nobody else.

#include "userland/lib/deadlocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/io_testing.h"
#include "tests/testing.h"
#include "userland/lib/channel.h"
#include "userland/lib/mutex.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

Waiting On(int tid, std::vector<Tid> wakers, bool others = false) {
  Waiting waiting;
  waiting.tid = tid;
  waiting.wakers = std::move(wakers);
  waiting.others = others;
  waiting.ends = "-";
  return waiting;
}

Waits Of(const std::vector<Waiting>& list) {
  Waits waits;
  for (const Waiting& waiting : list) waits.emplace(waiting.tid, waiting);
  return waits;
}

std::string Describe(const std::vector<Deadlock>& deadlocks) {
  std::string text;
  for (const Deadlock& deadlock : deadlocks) {
    text += deadlock.cycle ? "cycle" : "end";
    for (const Tid tid : deadlock.tasks) text += " " + std::to_string(tid);
    if (!deadlock.behind.empty()) text += " behind";
    for (const Tid tid : deadlock.behind) text += " " + std::to_string(tid);
    text += "; ";
  }
  return text;
}

TEST(DeadlocksTest, Examples) {
  // A cycle of two, and who is behind it.
  EXPECT_EQ(Describe(FindDeadlocks(Of({On(3, {2}), On(2, {3}), On(5, {3}), On(4, {5})}))),
            "cycle 2 3 behind 4 5; ");
  // Whoever may be woken by another is not stuck.
  EXPECT_EQ(Describe(FindDeadlocks(Of({On(2, {3}), On(3, {2, 4})}))), "");
  EXPECT_EQ(Describe(FindDeadlocks(Of({On(2, {3}), On(3, {2}, true)}))), "");
  // All who could have woken it are gone.
  EXPECT_EQ(Describe(FindDeadlocks(Of({On(2, {}), On(3, {2}), On(4, {})}))),
            "end 2 behind 3; end 4; ");
  // A task that waits for itself.
  EXPECT_EQ(Describe(FindDeadlocks(Of({On(2, {2})}))), "cycle 2; ");
  EXPECT_EQ(Describe(FindDeadlocks({})), "");
}

// The same as the definition, computed without thought: of all sets whose members have no waker but
// members, the largest.
std::set<int> Stuck(const Waits& waits) {
  std::set<int> stuck;
  for (const auto& [tid, waiting] : waits) {
    if (waiting.only_wakers()) stuck.insert(tid);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const int tid : std::set<int>(stuck)) {
      for (const Tid waker : waits.at(tid).wakers) {
        if (stuck.contains(waker)) continue;
        stuck.erase(tid);
        changed = true;
      }
    }
  }
  return stuck;
}

TEST(DeadlocksTest, AgreesWithItsDefinition) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed);
    const int tasks = 1 + static_cast<int>(Below(random, 12));
    Waits waits;
    for (int tid = 1; tid <= tasks; ++tid) {
      if (Below(random, 4) == 0) continue;
      std::vector<Tid> wakers;
      for (std::size_t i = Below(random, 3); i > 0; --i)
        wakers.emplace_back(1 + static_cast<int>(Below(random, tasks)));
      waits.emplace(tid, On(tid, std::move(wakers), Below(random, 6) == 0));
    }
    std::set<int> found;
    for (const Deadlock& deadlock : FindDeadlocks(waits)) {
      ASSERT_FALSE(deadlock.tasks.empty());
      for (std::size_t i = 0; i < deadlock.tasks.size(); ++i) {
        const Tid tid = deadlock.tasks[i];
        EXPECT_TRUE(found.insert(tid).second) << "seed " << seed << ": twice";
        if (!deadlock.cycle) continue;
        const Tid next = deadlock.tasks[(i + 1) % deadlock.tasks.size()];
        const std::vector<Tid>& wakers = waits.at(tid).wakers;
        EXPECT_NE(std::find(wakers.begin(), wakers.end(), next), wakers.end()) << "seed " << seed;
      }
      for (const Tid tid : deadlock.behind)
        EXPECT_TRUE(found.insert(tid).second) << "seed " << seed << ": twice";
    }
    EXPECT_EQ(found, Stuck(waits)) << "seed " << seed;
  }
}

// ---- What the kernel says of who waits for whom ----

Co<std::vector<Deadlock>> Look() {
  const absl::StatusOr<Waits> waits = co_await ReadWaits();
  EXPECT_TRUE(waits.ok()) << waits.status().message();
  co_return FindDeadlocks(*waits);
}

Process Listen(Channel<int>* channel) {
  for (;;) {
    const absl::StatusOr<int> message = co_await channel->Receive();
    if (!message.ok()) co_return;
  }
}
Process SayLater(Channel<int>::Sender sender) {
  co_yield Sleep(absl::Seconds(1));
  (void)(co_await sender.Send(1));
}

// A receiver is stuck when the last registered sender has gone, and not before: not while a sender is
// on its way to its task, nor while one sleeps.
CORIX_TEST(DeadlocksTest, ChannelsThatNobodyWillSendOn) {
  Channel<int> channel(1, "news");
  TaskGroup group;
  const Tid listener = group.Spawn("listener", Listen(&channel));
  co_yield Yield();
  EXPECT_EQ(Describe(co_await Look()), "");  // nobody is registered: it could be anybody
  group.Spawn(SayLater(channel.MakeSender()));
  EXPECT_EQ(Describe(co_await Look()), "");
  co_yield Sleep(absl::Milliseconds(500));
  EXPECT_EQ(Describe(co_await Look()), "");
  co_yield Sleep(absl::Seconds(1));
  EXPECT_EQ(Describe(co_await Look()), absl::StrCat("end ", static_cast<int>(listener), "; "));
  channel.Close();
  co_yield Yield();
  EXPECT_EQ(Describe(co_await Look()), "");
  co_yield group.Wait();
}

Process Hold(Mutex* mutex, absl::Duration duration) {
  const absl::StatusOr<Mutex::Guard> guard = co_await mutex->Lock();
  co_yield Sleep(duration);
}
Co<absl::Status> TryToLock(Mutex* mutex) {
  const absl::StatusOr<Mutex::Guard> guard = co_await mutex->Lock();
  co_return guard.status();
}
Process LockFor(Mutex* first, Mutex* second, absl::Duration patience) {
  const absl::StatusOr<Mutex::Guard> guard = co_await first->Lock();
  co_yield Sleep(absl::Seconds(1));
  const absl::Status status = co_await WithTimeout(patience, TryToLock(second));
  (void)status;
}

// A cycle that a deadline will break, or out of which a signal may lead, is none.
CORIX_TEST(DeadlocksTest, DeadlinesBreakCycles) {
  Mutex a("a");
  Mutex b("b");
  TaskGroup group(OnFailure::kGoOn);
  group.Spawn(LockFor(&a, &b, absl::Seconds(10)));
  group.Spawn(LockFor(&b, &a, absl::InfiniteDuration()));
  co_yield Sleep(absl::Seconds(2));
  EXPECT_EQ(Describe(co_await Look()), "");
  co_yield group.Wait();
}

// Who waits for somebody who sleeps, or runs, or waits for the host, can go on some time: a crowd of
// tasks that stand in lines all the time gives no alarm, at whatever moment one looks.
CORIX_TEST(DeadlocksTest, NoFalseAlarm) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    std::array<Mutex, 3> mutexes;
    TaskGroup group;
    for (int i = 0; i < 30; ++i)
      group.Spawn(Hold(&mutexes[Below(random, 3)], absl::Milliseconds(1 + Below(random, 20))));
    for (int look = 0; look < 40; ++look) {
      EXPECT_EQ(Describe(co_await Look()), "") << "seed " << seed;
      co_yield Sleep(absl::Milliseconds(Below(random, 10)));
    }
    co_yield group.Wait();
  }
}

}  // namespace
}  // namespace corix::testing
