// WithTimeout, WithDeadline and Shielded as a library: what they answer. (When they strike, and
// what is left then, is tested in tests/kernel/deadline_test.cc and cancel_test.cc.)

#include "userland/lib/timeout.h"

#include <memory>
#include <string>
#include <vector>

#include "tests/sweep.h"
#include "userland/lib/channel.h"
#include "userland/lib/mutex.h"
#include "userland/lib/task_group.h"

namespace corix::testing {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

template <typename T>
Co<T> AfterSeconds(int seconds, T value) {
  co_yield Sleep(seconds * kSecond);
  co_return value;
}

// A Status or a StatusOr answers through itself; anything else gets one.
CORIX_TEST(TimeoutTest, Answers) {
  for (const int seconds : {0, 2}) {
    const bool late = seconds == 2;
    const absl::Status unknown = absl::UnknownError("u");
    const absl::Status plain = co_await WithTimeout(kSecond, AfterSeconds(seconds, unknown));
    EXPECT_EQ(plain.code(),
              late ? absl::StatusCode::kDeadlineExceeded : absl::StatusCode::kUnknown);
    const absl::StatusOr<int> number = co_await WithTimeout(kSecond, AfterSeconds(seconds, 5));
    EXPECT_EQ(number.value_or(0), late ? 0 : 5);
    const absl::StatusOr<int> status_or =
        co_await WithTimeout(kSecond, AfterSeconds(seconds, absl::StatusOr<int>(6)));
    EXPECT_EQ(status_or.value_or(0), late ? 0 : 6);
    const absl::Status nothing = co_await WithTimeout(kSecond, Nap(seconds * kSecond));
    EXPECT_EQ(nothing.ok(), !late);
    const absl::StatusOr<std::unique_ptr<int>> moved =
        co_await WithTimeout(kSecond, [](int its_seconds) -> Co<std::unique_ptr<int>> {
          co_yield Sleep(its_seconds * kSecond);
          co_return std::make_unique<int>(7);
        }(seconds));
    EXPECT_EQ(moved.ok(), !late);
    EXPECT_EQ(co_await Shielded(AfterSeconds(seconds, 8)), 8);
    co_await Shielded(Nap(kSecond));
  }
}

// A call that was not made dies with its arguments.
CORIX_TEST(TimeoutTest, NotCalled) {
  std::string log;
  {
    const auto unused = [](Tracer /*tracer*/) -> Process { co_return; };
    const Co<absl::Status> call = WithTimeout(kSecond, unused(Tracer(log, "argument")));
  }
  EXPECT_EQ(log, "~argument ");
  co_return;
}

Process UseOneAfterAnother(Channel<int>* channel, Mutex* mutex) {
  for (int i = 0; i < 2; ++i) {
    const auto work = [](Channel<int>* its_channel, Mutex* its_mutex) -> Process {
      const absl::StatusOr<Mutex::Guard> guard = co_await its_mutex->Lock();
      co_yield Sleep(kSecond);
      (void)(co_await its_channel->Send(1));
      (void)(co_await its_channel->Next());
    };
    const auto shielded = [](Channel<int>* its_channel, Co<void> its_work) -> Process {
      co_await Shielded(std::move(its_work));
      (void)(co_await its_channel->Send(2));
      (void)(co_await its_channel->Next());
    };
    (void)(co_await WithTimeout(1.5 * kSecond, shielded(channel, work(channel, mutex))));
  }
}

Process TimeoutScenario() {
  Channel<int> channel(1);
  Mutex mutex;
  TaskGroup group;
  for (int i = 0; i < 3; ++i) group.Spawn(UseOneAfterAnother(&channel, &mutex));
  (void)(co_await WithTimeout(9 * kSecond, [](TaskGroup* its) -> Co<absl::Status> {
    const absl::Status status = co_yield its->Wait();
    co_return status;
  }(&group)));
}

TEST(TimeoutTest, Sweep) {
  EXPECT_GT(SweepKills([] { return TimeoutScenario(); }), 20);
  EXPECT_GT(SweepCancels([] { return TimeoutScenario(); }), 20);
}

}  // namespace
}  // namespace corix::testing
