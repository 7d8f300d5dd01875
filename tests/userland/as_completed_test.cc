// Results in the order in which they come; and generators of the task's own under limits and
// cancels.

#include "userland/lib/as_completed.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/sweep.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

Co<int> After(int seconds) {
  co_yield Sleep(absl::Seconds(seconds));
  co_return seconds;
}

Co<int> ThrowAfter(int seconds) {
  co_yield Sleep(absl::Seconds(seconds));
  throw std::runtime_error("no result");
}

std::vector<Co<int>> AllAfter(std::vector<int> seconds) {
  std::vector<Co<int>> all;
  for (const int s : seconds) all.push_back(After(s));
  return all;
}

// Whether the next result is an exception.
Co<bool> NextThrows(AsyncGenerator<int>& results) {
  try {
    (void)(co_await results.Next());
  } catch (const std::runtime_error&) {
    co_return true;
  }
  co_return false;
}

// Those that end first come first, equal ones in the order in which they were given.
CORIX_TEST(AsCompletedTest, InTheOrderOfTheirEnds) {
  std::vector<Co<int>> all = AllAfter({3, 1, 2, 1, 0});
  AsyncGenerator<int> results = AsCompleted(std::move(all));
  std::vector<int> got;
  while (std::optional<int> n = co_await results.Next()) got.push_back(*n);
  EXPECT_EQ(got, (std::vector<int>{0, 1, 1, 2, 3}));
  EXPECT_EQ(co_yield Now(), absl::UnixEpoch() + absl::Seconds(3));
}

CORIX_TEST(AsCompletedTest, OfNone) {
  AsyncGenerator<int> results = AsCompleted(std::vector<Co<int>>());
  EXPECT_FALSE((co_await results.Next()).has_value());
}

// An exception comes in its turn, and ends the others.
CORIX_TEST(AsCompletedTest, AnExceptionEndsTheOthers) {
  std::vector<Co<int>> all = AllAfter({1, 9});
  all.push_back(ThrowAfter(2));
  AsyncGenerator<int> results = AsCompleted(std::move(all));
  EXPECT_EQ(co_await results.Next(), 1);
  EXPECT_TRUE(co_await NextThrows(results));
  EXPECT_EQ(AllTasks().size(), 1U);
  EXPECT_FALSE((co_await results.Next()).has_value());
}

// Who lets go of it ends all that are under way.
CORIX_TEST(AsCompletedTest, DroppedEarly) {
  {
    std::vector<Co<int>> all = AllAfter({1, 5, 9});
    AsyncGenerator<int> results = AsCompleted(std::move(all));
    EXPECT_EQ(co_await results.Next(), 1);
    EXPECT_EQ(AllTasks().size(), 3U);
  }
  EXPECT_EQ(AllTasks().size(), 1U);
}

// A task that is killed is told of as an exception; nobody waits for its result for ever.
CORIX_TEST(AsCompletedTest, AKilledTask) {
  std::vector<Co<int>> all = AllAfter({5, 9});
  AsyncGenerator<int> results = AsCompleted(std::move(all));
  auto assassin = [](Tid victim) -> Process {
    co_yield Sleep(absl::Seconds(1));
    co_yield KillTask(victim);
  };
  co_yield NewTask(assassin(3)).Detached();
  EXPECT_TRUE(co_await NextThrows(results));
  // The assassin has one turn more.
  co_yield Yield();
  EXPECT_EQ(AllTasks().size(), 1U);
}

Co<int> SumOf(std::vector<int> seconds) {
  std::vector<Co<int>> all = AllAfter(std::move(seconds));
  AsyncGenerator<int> results = AsCompleted(std::move(all));
  int sum = 0;
  while (std::optional<int> n = co_await results.Next()) sum += *n;
  co_return sum;
}

// A limit around it ends all of it.
CORIX_TEST(AsCompletedTest, UnderALimit) {
  const std::vector<int> seconds = {1, 2, 4};
  const absl::StatusOr<int> late = co_await WithTimeout(absl::Seconds(3), SumOf(seconds));
  EXPECT_TRUE(absl::IsDeadlineExceeded(late.status()));
  EXPECT_EQ(AllTasks().size(), 1U);
  const absl::StatusOr<int> in_time = co_await WithTimeout(absl::Seconds(5), SumOf(seconds));
  EXPECT_EQ(in_time.value_or(0), 7);
}

Process Scenario() {
  const std::vector<int> three = {2, 1, 3};
  const std::vector<int> two = {1, 3};
  try {
    (void)(co_await SumOf(three));
    (void)(co_await WithTimeout(absl::Seconds(2), SumOf(two)));
  } catch (const std::exception&) {
    // Cancelled, or one of its tasks was struck.
  }
}

TEST(AsCompletedTest, Sweep) {
  EXPECT_GT(SweepKills([] { return Scenario(); }), 50);
  EXPECT_GT(SweepCancels([] { return Scenario(); }), 50);
}

// The sweep itself: one task with three traps is struck after each of them, and once too late.
TEST(SweepTest, StrikesAtEveryMoment) {
  EXPECT_EQ(SweepKills([] { return YieldTimes(3); }), 5);
}

// ---- Asynchronous generators under limits and cancels ----

AsyncGenerator<int> Slowly(std::string* log, int count) {
  const Tracer tracer(*log, "generator");
  for (int i = 1; i <= count; ++i) {
    const absl::StatusCode slept = co_yield Sleep(absl::Seconds(1));
    if (slept != absl::StatusCode::kOk) co_return;
    co_yield i;
  }
}

Co<int> Sum(AsyncGenerator<int>& numbers) {
  int sum = 0;
  while (std::optional<int> n = co_await numbers.Next()) sum += *n;
  co_return sum;
}

// A limit that strikes while the generator sleeps unwinds it; its handle, which stands outside, is
// that of a generator that has ended.
CORIX_TEST(AsyncGeneratorLimitTest, IsUnwound) {
  std::string log;
  AsyncGenerator<int> numbers = Slowly(&log, 10);
  const absl::Duration limit = absl::Milliseconds(2500);
  const absl::StatusOr<int> sum = co_await WithTimeout(limit, Sum(numbers));
  EXPECT_TRUE(absl::IsDeadlineExceeded(sum.status()));
  EXPECT_EQ(log, "~generator ");
  EXPECT_FALSE((co_await numbers.Next()).has_value());
}

// One that stands still, since nobody asks it, is not touched by a limit.
CORIX_TEST(AsyncGeneratorLimitTest, StandsStill) {
  std::string log;
  AsyncGenerator<int> numbers = Slowly(&log, 3);
  EXPECT_EQ(co_await numbers.Next(), 1);
  const absl::Status late = co_await WithTimeout(absl::Seconds(1), Nap(absl::Seconds(5)));
  EXPECT_TRUE(absl::IsDeadlineExceeded(late));
  EXPECT_EQ(co_await numbers.Next(), 2);
  EXPECT_EQ(co_await numbers.Next(), 3);
}

Process UseGenerator(std::string* log) {
  AsyncGenerator<int> numbers = Slowly(log, 3);
  (void)(co_await Sum(numbers));
}

TEST(AsyncGeneratorLimitTest, Sweep) {
  std::string log;
  const auto scenario = [&log] {
    log.clear();
    return UseGenerator(&log);
  };
  // It is destroyed once, whenever it was begun.
  const auto check = [&log] { EXPECT_TRUE(log == "~generator " || log.empty()) << log; };
  EXPECT_GT(SweepKills(scenario, {}, check), 5);
  EXPECT_GT(SweepCancels(scenario, {}, check), 5);
}

}  // namespace
}  // namespace corix::testing
