// Futures: a result that comes once, to all who wait.

#include "userland/lib/future.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/sweep.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

// The first result stays, whatever comes later.
CORIX_TEST(FutureTest, AssignedOnce) {
  for (int first = 0; first < 3; ++first) {
    Promise<int> promise;
    const Future<int> future = promise.future();
    EXPECT_FALSE(future.done());
    const auto error = std::make_exception_ptr(std::runtime_error("e"));
    EXPECT_TRUE(first == 0 ? promise.Set(42) : first == 1 ? promise.Fail(error) : promise.Cancel());
    EXPECT_FALSE(promise.Set(1));
    EXPECT_FALSE(promise.Fail(std::make_exception_ptr(5)));
    EXPECT_FALSE(promise.Cancel());
    EXPECT_TRUE(future.done());
    EXPECT_EQ(future.has_value(), first == 0);
    EXPECT_EQ(future.failed(), first == 1);
    EXPECT_EQ(future.cancelled(), first == 2);
    bool threw = false;
    try {
      const absl::StatusOr<int> answer = co_await future.Get();
      EXPECT_EQ(answer.ok(), first == 0);
      if (first == 0) {
        EXPECT_EQ(*answer, 42);
      }
      if (first == 2) {
        EXPECT_TRUE(absl::IsCancelled(answer.status()));
      }
    } catch (const std::runtime_error&) {
      threw = true;
    }
    EXPECT_EQ(threw, first == 1);
    EXPECT_TRUE((co_await future.Wait()).ok());
  }
}

Process Await(Future<int> future, std::string name, std::string* log) {
  try {
    const absl::StatusOr<int> answer = co_await future.Get();
    absl::StrAppend(log, name, answer.ok() ? absl::StrCat(*answer) : "?", " ");
  } catch (const std::exception& error) {
    absl::StrAppend(log, name, ": ", error.what(), " ");
  }
}

// All who wait are answered, in the order in which they came; and a promise that dies fails them.
CORIX_TEST(FutureTest, ManyWait) {
  for (const bool kept : {true, false}) {
    std::string log;
    {
      Promise<int> promise;
      for (const char* name : {"a", "b", "c"})
        co_yield NewTask(Await(promise.future(), name, &log)).Detached();
      co_yield Yield();
      if (kept) {
        EXPECT_TRUE(promise.Set(7));
      }
      EXPECT_EQ(log, "");
    }
    co_yield Yield();
    EXPECT_EQ(log, kept ? "a7 b7 c7 "
                        : "a: the promise was not kept b: the promise was not kept c: the promise "
                          "was not kept ");
  }
}

CORIX_TEST(FutureTest, OnlyMovedOrNothing) {
  Promise<std::unique_ptr<int>> promise;
  const Future<std::unique_ptr<int>> future = promise.future();
  EXPECT_TRUE(promise.Set(std::make_unique<int>(5)));
  EXPECT_TRUE((co_await future.Wait()).ok());
  EXPECT_EQ(*future.value(), 5);
  Promise<void> nothing;
  EXPECT_TRUE(nothing.Set());
  EXPECT_TRUE((co_await nothing.future().Get()).ok());
  // A promise that is moved from owes nothing; one that is moved over breaks.
  Promise<int> one;
  const Future<int> of_one = one.future();
  Promise<int> two = std::move(one);
  EXPECT_FALSE(of_one.done());
  two = Promise<int>();
  EXPECT_TRUE(of_one.failed());
}

// Callbacks are called once each, in their order, in turns of their own, also if they come late.
CORIX_TEST(FutureTest, Callbacks) {
  std::string log;
  Promise<int> promise;
  const Future<int> future = promise.future();
  const auto tell = [&log](std::string word) { return [&log, word] { log += word; }; };
  future.OnDone(tell("a"));
  future.OnDone(tell("b"));
  EXPECT_TRUE(promise.Set(1));
  future.OnDone(tell("c"));
  EXPECT_EQ(log, "");
  co_yield Yield();
  EXPECT_EQ(log, "abc");
  co_await YieldTimes(5);
  EXPECT_EQ(log, "abc");
}

// A callback that throws ends its own task only; one that adds another is followed by it.
TEST(FutureTest, CallbacksThatThrowAndAdd) {
  std::string log;
  const auto body = [](std::string* its_log) -> Process {
    Promise<int> promise;
    const Future<int> future = promise.future();
    future.OnDone([] { throw std::runtime_error("a callback"); });
    future.OnDone([its_log, future] {
      *its_log += "b";
      future.OnDone([its_log] { *its_log += "c"; });
    });
    EXPECT_TRUE(promise.Set(1));
    co_await YieldTimes(3);
  };
  EXPECT_NE(RunToEnd(body(&log)).find("a callback"), std::string::npos);
  EXPECT_EQ(log, "bc");
}

struct ThrowsWhenMade {
  explicit ThrowsWhenMade(int n) {
    if (n < 0) throw std::runtime_error("no");
  }
};

// A value that cannot be made leaves the future as it was: nobody waits for ever.
CORIX_TEST(FutureTest, AValueThatThrows) {
  Promise<ThrowsWhenMade> promise;
  const Future<ThrowsWhenMade> future = promise.future();
  EXPECT_THROW(promise.Set(-1), std::runtime_error);
  EXPECT_FALSE(future.done());
  EXPECT_TRUE(promise.Set(1));
  EXPECT_TRUE(future.has_value());
  co_return;
}

// A value that throws as it is moved to where it stays, at whichever of its moves: the same.
struct ThrowsWhenMoved {
  ThrowsWhenMoved() = default;
  ThrowsWhenMoved(ThrowsWhenMoved&& /*other*/) {  // NOLINT(performance-noexcept-move-constructor)
    if (--moves_left == 0) throw std::runtime_error("no");
  }
  inline static int moves_left = 0;  // 0 and less: no move throws any more
};

CORIX_TEST(FutureTest, AValueThatThrowsAsItIsMoved) {
  for (int moves = 1; moves < 5; ++moves) {
    Promise<ThrowsWhenMoved> promise;
    const Future<ThrowsWhenMoved> future = promise.future();
    ThrowsWhenMoved::moves_left = moves;
    bool threw = false;
    try {
      EXPECT_TRUE(promise.Set(ThrowsWhenMoved()));
    } catch (const std::runtime_error&) {
      threw = true;
    }
    ThrowsWhenMoved::moves_left = 0;
    EXPECT_EQ(future.done(), !threw);
    EXPECT_EQ(promise.Set(), threw);
    EXPECT_TRUE(future.has_value());
  }
  co_return;
}

// A value that assigns to its own future as it is made: the inner one comes too late.
struct Meddler {
  explicit Meddler(Promise<Meddler>* promise) {
    if (promise == nullptr) return;
    EXPECT_FALSE(promise->future().done());
    EXPECT_FALSE(promise->Set(nullptr));
    EXPECT_FALSE(promise->Cancel());
    first = true;
  }
  bool first = false;
};

CORIX_TEST(FutureTest, AssignedFromWithin) {
  Promise<Meddler> promise;
  const Future<Meddler> future = promise.future();
  EXPECT_TRUE(promise.Set(&promise));
  EXPECT_TRUE(future.value().first);
  co_return;
}

// A promise that was moved from gives nothing, and its future is broken; a future that was moved
// from is still of the same result; an exception that is none breaks the promise.
CORIX_TEST(FutureTest, MovedFrom) {
  Promise<int> moved;
  const Promise<int> promise = std::move(moved);
  EXPECT_FALSE(moved.Set(1));  // NOLINT(bugprone-use-after-move)
  EXPECT_FALSE(moved.Cancel());
  EXPECT_FALSE(moved.Fail(std::make_exception_ptr(1)));
  EXPECT_TRUE(moved.future().failed());
  Future<int> first = promise.future();
  const Future<int> second = std::move(first);
  EXPECT_FALSE(first.done());  // NOLINT(bugprone-use-after-move)
  Promise<int> failing;
  EXPECT_TRUE(failing.Fail(nullptr));
  EXPECT_THROW((void)failing.future().result(), BrokenPromise);
  co_return;
}

Process AwaitInTime(Future<int> future, std::string* log) {
  const absl::StatusOr<int> answer =
      co_await WithTimeout(kSecond, [](Future<int> its) -> Co<absl::StatusOr<int>> {
        const absl::StatusOr<int> got = co_await its.Get();
        co_return got;
      }(future));
  *log += answer.ok() ? "in time " : "late ";
}

// A waiter that is killed, cancelled or timed out, before the result or between it and its turn,
// takes nothing from the others.
TEST(FutureTest, WaitersThatLeave) {
  for (int way = 0; way < 3; ++way) {
    for (const bool after_result : {false, true}) {
      std::string log;
      std::optional<Promise<int>> promise;
      const auto set = [](std::optional<Promise<int>>* its) -> Process {
        EXPECT_TRUE((*its)->Set(3));
        co_return;
      };
      const auto make = [](std::optional<Promise<int>>* its) -> Process {
        its->emplace();
        co_return;
      };
      Kernel kernel(VirtualOptions());
      const Tid maker = kernel.Spawn(make(&promise));
      kernel.RunReady();
      const Future<int> future = promise->future();
      const Tid victim =
          kernel.Spawn(way == 2 ? AwaitInTime(future, &log) : Await(future, "victim", &log));
      const Tid other = kernel.Spawn(Await(future, "other", &log));
      kernel.RunReady();
      const Tid setter = after_result ? kernel.Spawn(set(&promise)) : Tid(0);
      if (after_result) {
        EXPECT_TRUE(kernel.Step());
      }
      if (way == 0) {
        EXPECT_TRUE(kernel.EndTask(victim));
      }
      if (way == 1) {
        EXPECT_TRUE(kernel.CancelTask(victim));
      }
      if (way == 2) kernel.Advance(kSecond);
      kernel.RunReady();
      const Tid late = after_result ? Tid(0) : kernel.Spawn(set(&promise));
      ExpectRuns(kernel);
      const std::string expected[] = {"", after_result ? "victim3 " : "victim? ",
                                      after_result ? "in time " : "late "};
      EXPECT_EQ(log, expected[way] + "other3 ") << way << after_result;
      for (const Tid tid : {maker, victim, other, setter, late})
        if (tid != 0) {
          EXPECT_TRUE(kernel.TakeExit(tid).ok());
        }
      ExpectNoLeaks(kernel);
    }
  }
}

Process KeepLate(Promise<int> promise) {
  co_yield Sleep(kSecond);
  promise.Set(1);
}

Process FutureScenario() {
  std::string log;
  Promise<int> promise;
  const Future<int> future = promise.future();
  for (int i = 0; i < 3; ++i) {
    future.OnDone([] { Print("done\n"); });
    co_yield NewTask(Await(future, "w", &log)).Detached();
  }
  co_yield NewTask(KeepLate(std::move(promise))).Detached();
  (void)(co_await future.Wait());
  co_await YieldTimes(10);
}

TEST(FutureTest, Sweep) {
  const SweepOptions others{.strike_scenario = false};
  EXPECT_GT(SweepKills([] { return FutureScenario(); }, others), 20);
  EXPECT_GT(SweepCancels([] { return FutureScenario(); }, others), 20);
}

}  // namespace
}  // namespace corix::testing
