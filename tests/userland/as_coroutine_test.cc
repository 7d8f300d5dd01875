#include "userland/lib/as_coroutine.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/testing.h"

namespace corix::testing {
namespace {

int Add(int a, int b) { return a + b; }
Co<int> AddLater(int a, int b) {
  co_yield Sleep(absl::Seconds(1));
  co_return a + b;
}

// Plain or not, a function is called in the same way, and gives what it would give.
CORIX_TEST(AsCoroutineTest, PlainOrNot) {
  const AsCoroutine plain(&Add);
  const AsCoroutine later(&AddLater);
  const absl::Time begin = CallNow(Now());
  const int sum = co_await plain(1, 2);
  const int late_sum = co_await later(3, 4);
  EXPECT_EQ(sum, 3);
  EXPECT_EQ(late_sum, 7);
  EXPECT_EQ(CallNow(Now()) - begin, absl::Seconds(1));
}

// Nothing happens before the call, and each call is one.
CORIX_TEST(AsCoroutineTest, IsLazy) {
  int calls = 0;
  auto count = [&calls] { ++calls; };
  const AsCoroutine counting(count);
  {
    const Process unused = counting();
  }
  Process used = counting();
  EXPECT_EQ(calls, 0);
  co_await std::move(used);
  co_await counting();
  EXPECT_EQ(calls, 2);
}

// It can be spawned, and its value is the exit code.
CORIX_TEST(AsCoroutineTest, CanBeSpawned) {
  const AsCoroutine plain(&Add);
  const Tid tid = co_yield NewTask("sum", plain(20, 3));
  const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
  EXPECT_EQ(status->code, 23);
}

// Arguments that can only be moved are; an exception comes to the caller.
CORIX_TEST(AsCoroutineTest, MovesAndThrows) {
  auto unwrap = [](std::unique_ptr<std::string> text) -> std::string {
    if (text == nullptr) throw std::runtime_error("nothing to unwrap");
    return *text;
  };
  const AsCoroutine unwrapping(unwrap);
  const std::string text = co_await unwrapping(std::make_unique<std::string>("text"));
  EXPECT_EQ(text, "text");
  std::string what;
  try {
    (void)(co_await unwrapping(std::unique_ptr<std::string>()));
  } catch (const std::runtime_error& e) {
    what = e.what();
  }
  EXPECT_EQ(what, "nothing to unwrap");
}

}  // namespace
}  // namespace corix::testing
