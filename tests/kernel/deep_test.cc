// What must not depend on the host's stack, nor on the number of tasks.

#include <cstdlib>
#include <new>
#include <vector>

#include "tests/testing.h"

namespace corix::testing {
namespace {

Co<int> Add(int a, int b) { co_return a + b; }

// Ten million calls in a row.
CORIX_TEST(DeepTest, TenMillionCallsInARow) {
  int sum = 0;
  for (int i = 0; i < 10'000'000; ++i) sum = co_await Add(sum, 1);
  EXPECT_EQ(sum, 10'000'000);
}

Co<int> Recurse(int depth, bool trap) {
  if (depth == 0) co_return 0;
  if (trap && depth % 1000 == 0) co_yield Yield();
  co_return 1 + co_await Recurse(depth - 1, trap);
}

// A recursion 100,000 deep, with and without traps on the way.
CORIX_TEST(DeepTest, RecursionAHundredThousandDeep) {
  EXPECT_EQ(co_await Recurse(100'000, false), 100'000);
  EXPECT_EQ(co_await Recurse(100'000, true), 100'000);
}

Co<int> ThrowDeep(int depth) {
  if (depth == 0) throw depth;
  co_return co_await ThrowDeep(depth - 1);
}

// An exception that passes through 10,000 calls.
CORIX_TEST(DeepTest, AnExceptionFromDeepBelow) {
  bool caught = false;
  try {
    co_await ThrowDeep(10'000);
  } catch (int) {
    caught = true;
  }
  EXPECT_TRUE(caught);
}

Process CountOne(int& count) {
  co_yield Yield();
  ++count;
}

// A million tasks at once.
TEST(DeepTest, AMillionTasks) {
  constexpr int kMillion = 1'000'000;
  int count = 0;
  Kernel kernel(VirtualOptions());
  for (int i = 0; i < kMillion; ++i) kernel.Spawn(CountOne(count));
  ExpectRuns(kernel);
  EXPECT_EQ(count, kMillion);
  for (int i = 1; i <= kMillion; ++i) EXPECT_TRUE(kernel.TakeExit(i).ok());
  ExpectNoLeaks(kernel);
}

CORIX_TEST(DeepTest, AMillionChildren) {
  constexpr int kMillion = 1'000'000;
  int count = 0;
  for (int i = 0; i < kMillion; ++i) co_yield NewTask(CountOne(count));
  for (int i = 0; i < kMillion; ++i) EXPECT_TRUE((co_yield WaitAnyChild()).ok());
  EXPECT_EQ(count, kMillion);
}

// A chain of tasks, each of which waits for the next: one end wakes them all, one after another.
Process WaitForNext(int last) {
  const Tid self = co_yield GetTid();
  if (self == last) co_yield Sleep(absl::Seconds(1));
  if (self < last) co_yield WaitTask(self + 1);
}

TEST(DeepTest, AChainOfWaits) {
  constexpr int kLong = 100'000;
  Kernel kernel(VirtualOptions());
  for (int i = 0; i < kLong; ++i) kernel.Spawn(WaitForNext(kLong));
  ExpectRuns(kernel);
}

}  // namespace
}  // namespace corix::testing
