// CallSoon and CallLater: each function is called once, in turns, unless it is cancelled.

#include "userland/lib/call_soon.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "tests/io_testing.h"
#include "tests/sweep.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

CORIX_TEST(CallSoonTest, InOrderAndNeverFromWithin) {
  std::string log;
  CallSoon([&log] { log += "a"; });
  CallLater(2 * kSecond, [&log] { log += "y"; });
  CallLater(kSecond, [&log] { log += "w"; });
  CallLater(2 * kSecond, [&log] { log += "z"; });
  CallLater(-kSecond, [&log] { log += "b"; });
  CallSoon([&log] {
    log += "c";
    CallSoon([&log] { log += "d"; });
  });
  EXPECT_EQ(log, "");
  co_yield Yield();
  EXPECT_EQ(log, "abc");
  co_yield Yield();
  EXPECT_EQ(log, "abcd");
  co_yield Sleep(3 * kSecond);
  EXPECT_EQ(log, "abcdwyz");
}

CORIX_TEST(CallSoonTest, Cancel) {
  std::string log;
  ScheduledCall soon = CallSoon([&log] { log += "soon"; });
  ScheduledCall later = CallLater(kSecond, [&log] { log += "later"; });
  ScheduledCall called = CallSoon([&log] { log += "called"; });
  ScheduledCall moved = std::move(soon);
  EXPECT_FALSE(soon.Cancel());  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(moved.Cancel());
  EXPECT_FALSE(moved.Cancel());
  co_yield Yield();
  EXPECT_FALSE(called.Cancel());
  EXPECT_TRUE(later.Cancel());
  EXPECT_EQ(cpu.kernel->Leaks().timers, 0u);
  co_yield Sleep(2 * kSecond);
  EXPECT_EQ(log, "called");
}

// What a cancelled function owns is freed at once, and only once.
CORIX_TEST(CallSoonTest, WhatItOwns) {
  const auto owned = std::make_shared<int>(1);
  ScheduledCall cancelled = CallLater(kSecond, [owned] {});
  CallLater(kSecond, [owned] { throw std::runtime_error("x"); });
  EXPECT_EQ(owned.use_count(), 3);
  EXPECT_TRUE(cancelled.Cancel());
  EXPECT_EQ(owned.use_count(), 2);
  co_yield Sleep(2 * kSecond);
  EXPECT_EQ(owned.use_count(), 1);
}

// A function outlives the task that scheduled it; and one whose task is cancelled is not called.
CORIX_TEST(CallSoonTest, WhoScheduledItMayDie) {
  std::string log;
  const auto body = [](std::string* its_log) -> Process {
    CallLater(kSecond, [its_log] { *its_log += "called "; });
    CallSoon([its_log] { *its_log += "soon "; });
    co_yield KillTask(co_yield GetTid());
  };
  co_yield NewTask(body(&log)).Detached();
  const ScheduledCall asked = CallLater(kSecond, [&log] { log += "cancelled "; });
  co_yield Yield();
  EXPECT_TRUE(co_yield Cancel(asked.tid()));
  co_yield Sleep(2 * kSecond);
  EXPECT_EQ(log, "soon called ");
}

// One that cancels itself is being called: that is refused. Its last words, which nobody reads, are
// not taken for a call that is still to come.
CORIX_TEST(CallSoonTest, TooLate) {
  bool cancelled = true;
  std::optional<ScheduledCall> self;
  self = CallSoon([&] { cancelled = self->Cancel(); });
  co_yield Yield();
  EXPECT_FALSE(cancelled);
  PipeEnds pipe = co_yield Pipe();
  std::optional<ScheduledCall> writes;
  const auto body = [](std::optional<ScheduledCall>* call) -> Co<int> {
    *call = CallSoon([] { Print("%s", std::string(100'000, 'x')); });
    co_return 0;
  };
  co_yield NewTask(WithDescriptors(File(), std::move(pipe.writer), body(&writes))).Detached();
  co_await YieldTimes(5);
  EXPECT_FALSE(writes->Cancel());
  EXPECT_EQ((co_await ReadToEnd(pipe.reader)).size(), 100'000u);
}

Process CallScenario() {
  for (int i = 0; i < 3; ++i) CallLater(i * kSecond, [] { Print("called\n"); });
  co_yield Sleep(kSecond);
}

TEST(CallSoonTest, Sweep) {
  EXPECT_GT(SweepKills([] { return CallScenario(); }), 10);
  EXPECT_GT(SweepCancels([] { return CallScenario(); }), 10);
}

}  // namespace
}  // namespace corix::testing
