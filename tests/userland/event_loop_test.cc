// EventLoop: functions one after the other, in the order in which they are due.

#include "userland/lib/event_loop.h"

#include <memory>
#include <stdexcept>
#include <string>

#include "tests/sweep.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

CORIX_TEST(EventLoopTest, Order) {
  EventLoop loop;
  std::string log;
  const auto tell = [&log](char c) { return [&log, c] { log += c; }; };
  loop.CallLater(2 * kSecond, tell('g'));
  loop.CallLater(2 * kSecond, tell('h'));
  loop.CallLater(kSecond, tell('f'));
  loop.CallSoon(tell('a'));
  loop.CallSoon([&] {
    log += 'b';
    loop.CallSoon(tell('d'));
    loop.CallLater(absl::ZeroDuration(), tell('e'));
  });
  loop.CallSoon(tell('c'));
  loop.CallAt(absl::UnixEpoch() + 3 * kSecond, [&] { loop.Stop(); });
  EventLoop::Handle never = loop.CallLater(kSecond, tell('X'));
  EventLoop::Handle moved = std::move(never);
  EXPECT_FALSE(never.Cancel());  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(moved.Cancel());
  EXPECT_FALSE(moved.Cancel());
  EXPECT_FALSE(loop.running());
  EXPECT_TRUE((co_await loop.RunForever()).ok());
  EXPECT_EQ(log, "abcdefgh");
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + 3 * kSecond);
}

// What is due already is called soon, in the order of the calls, whatever its delay or time was.
CORIX_TEST(EventLoopTest, WhatIsDueAlready) {
  EventLoop loop;
  std::string log;
  const auto tell = [&log](char c) { return [&log, c] { log += c; }; };
  co_yield Sleep(9 * kSecond);
  loop.CallLater(-kSecond, tell('a'));
  loop.CallSoon(tell('b'));
  loop.CallLater(-2 * kSecond, tell('c'));
  loop.CallAt(absl::UnixEpoch() + kSecond, tell('d'));
  loop.CallLater(absl::ZeroDuration(), tell('e'));
  loop.CallAt(absl::InfinitePast(), tell('f'));
  loop.CallLater(-absl::InfiniteDuration(), tell('g'));
  loop.CallLater(absl::InfiniteDuration(), tell('X'));
  loop.CallSoon([&] { loop.Stop(); });
  EXPECT_TRUE((co_await loop.RunForever()).ok());
  EXPECT_EQ(log, "abcdefg");
}

// Stopped before it runs, it returns at once; from a callback, after that one; and what is left is
// called the next time.
CORIX_TEST(EventLoopTest, Stop) {
  EventLoop loop;
  std::string log;
  loop.Stop();
  loop.CallSoon([&] {
    log += "a";
    loop.Stop();
  });
  loop.CallSoon([&] {
    log += "b";
    loop.Stop();
  });
  EXPECT_TRUE((co_await loop.RunForever()).ok());
  EXPECT_EQ(log, "");
  EXPECT_TRUE((co_await loop.RunForever()).ok());
  EXPECT_EQ(log, "a");
  EXPECT_TRUE((co_await loop.RunForever()).ok());
  EXPECT_EQ(log, "ab");
}

// An exception comes out of RunForever; the rest is called the next time.
CORIX_TEST(EventLoopTest, AnExceptionInACallback) {
  EventLoop loop;
  std::string log;
  loop.CallSoon([] { throw std::runtime_error("oh"); });
  loop.CallSoon([&] {
    log += "next";
    loop.Stop();
  });
  bool threw = false;
  try {
    (void)(co_await loop.RunForever());
  } catch (const std::runtime_error&) {
    threw = true;
  }
  EXPECT_TRUE(threw);
  EXPECT_FALSE(loop.running());
  EXPECT_TRUE((co_await loop.RunForever()).ok());
  EXPECT_EQ(log, "next");
}

Process RunLoop(EventLoop* loop, absl::Status* status) { *status = co_await loop->RunForever(); }

// One task at a time runs it. While it sleeps, others wake it; and it can be cancelled or killed
// there, and run again.
CORIX_TEST(EventLoopTest, FromOutside) {
  EventLoop loop;
  std::string log;
  absl::Status status;
  const Tid runner = co_yield NewTask(RunLoop(&loop, &status)).Detached();
  co_yield Yield();
  EXPECT_TRUE(loop.running());
  EXPECT_TRUE(absl::IsFailedPrecondition(co_await loop.RunForever()));
  loop.CallLater(9 * kSecond, [&] { log += "late"; });
  loop.CallLater(kSecond, [&] { log += "soon "; });
  co_yield Sleep(2 * kSecond);
  EXPECT_EQ(log, "soon ");
  EXPECT_TRUE(co_yield Cancel(runner));
  co_await YieldTimes(3);
  EXPECT_TRUE(absl::IsCancelled(status));
  EXPECT_FALSE(loop.running());
  const Tid second = co_yield NewTask(RunLoop(&loop, &status)).Detached();
  co_yield Yield();
  EXPECT_TRUE(co_yield KillTask(second));
  EXPECT_FALSE(loop.running());
  EXPECT_TRUE(absl::IsDeadlineExceeded(co_await WithTimeout(kSecond, loop.RunForever())));
  EXPECT_FALSE(loop.running());
  co_yield NewTask(RunLoop(&loop, &status)).Detached();
  co_yield Sleep(20 * kSecond);
  EXPECT_EQ(log, "soon late");
  loop.Stop();
  co_await YieldTimes(3);
  EXPECT_TRUE(status.ok());
}

// Others have their turns between two callbacks of a loop that is never idle.
CORIX_TEST(EventLoopTest, LeavesOthersTheirTurns) {
  EventLoop loop;
  absl::Status status;
  int calls = 0;
  std::function<void()> again = [&] {
    ++calls;
    loop.CallSoon(again);
  };
  loop.CallSoon(again);
  co_yield NewTask(RunLoop(&loop, &status)).Detached();
  co_await YieldTimes(10);
  EXPECT_EQ(calls, 11);  // One for each trap of ours.
  loop.Stop();
  co_await YieldTimes(3);
  EXPECT_FALSE(loop.running());
}

// Who runs a loop that is destroyed meanwhile is told: by one of its functions, which may throw
// too; by somebody else, while it sleeps, is about to, or has been woken by the time.
CORIX_TEST(EventLoopTest, Destroyed) {
  for (const bool throws : {false, true}) {
    auto loop = std::make_unique<EventLoop>();
    loop->CallSoon([&loop, throws] {
      loop.reset();
      if (throws) throw std::runtime_error("oh");
    });
    bool threw = false;
    try {
      EXPECT_TRUE(absl::IsNotFound(co_await loop->RunForever()));
    } catch (const std::runtime_error&) {
      threw = true;
    }
    EXPECT_EQ(threw, throws);
  }
  for (const int seconds : {0, 1, 2}) {
    auto loop = std::make_unique<EventLoop>();
    absl::Status status;
    loop->CallSoon([] {});
    // Its time comes with that of the destruction, but is looked at later.
    const Tid destroyer =
        co_yield NewTask([](std::unique_ptr<EventLoop>* its, int when) -> Process {
          co_await YieldTimes(2);  // so that the loop runs
          co_yield Sleep(when * kSecond);
          its->reset();
        }(&loop, seconds));
    co_yield NewTask(RunLoop(loop.get(), &status)).Detached();
    loop->CallLater(2 * kSecond, [] { ADD_FAILURE() << "called by a loop that is gone"; });
    EXPECT_TRUE((co_yield WaitTask(destroyer)).ok());
    co_yield Sleep(kSecond);
    EXPECT_TRUE(absl::IsNotFound(status)) << seconds << status;
  }
}

Process LoopScenario() {
  EventLoop loop;
  absl::Status status;
  TaskGroup group;
  group.Spawn(RunLoop(&loop, &status));
  const auto stopper = [](EventLoop* its) -> Process {
    co_yield Sleep(3 * kSecond);
    its->Stop();
  };
  for (int i = 0; i < 3; ++i) loop.CallLater(i * kSecond, [] {});
  group.Spawn(stopper(&loop));
  (void)(co_await WithTimeout(
      9 * kSecond, [](TaskGroup* its) -> Process { (void)(co_yield its->Wait()); }(&group)));
}

TEST(EventLoopTest, Sweep) {
  EXPECT_GT(SweepKills([] { return LoopScenario(); }), 20);
  EXPECT_GT(SweepCancels([] { return LoopScenario(); }), 20);
}

}  // namespace
}  // namespace corix::testing
