// Scopes: what stands on a task's stack after a deadline has struck.

#include "tests/testing.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

Co<int> SleepOrYield(absl::Duration duration, int value) {
  if (duration > absl::ZeroDuration()) co_yield Sleep(duration);
  co_yield Yield();
  co_return value;
}

// In the turn that begins with a deadline's strike, the task may call again at once, so that new
// frames stand where the old ones were. Each call has its own answer all the same.
CORIX_TEST(ScopeTest, NewFramesWhereTheStruckOnesWere) {
  for (int i = 1; i < 100; ++i) {
    const absl::StatusOr<int> late =
        co_await WithTimeout(absl::Seconds(1), SleepOrYield(absl::Seconds(2), i));
    EXPECT_TRUE(absl::IsDeadlineExceeded(late.status()));
    const absl::StatusOr<int> in_time =
        co_await WithTimeout(absl::Seconds(1), SleepOrYield(absl::ZeroDuration(), i));
    EXPECT_EQ(in_time.value_or(-1), i);
  }
}

}  // namespace
}  // namespace corix::testing
