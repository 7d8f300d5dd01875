// Asynchronous generators: values among traps, wherever the consumer is killed.

#include "userland/lib/async_generator.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing.h"

namespace corix::testing {
namespace {

AsyncGenerator<int> SleepyNumbers(int n) {
  for (int i = 0; i < n; ++i) {
    co_yield Sleep(absl::Seconds(1));
    co_yield i;
  }
}

// Values come in their order, each when its time has come; after the end there are none.
CORIX_TEST(AsyncGeneratorTest, HandsOutValuesAmongTraps) {
  AsyncGenerator<int> numbers = SleepyNumbers(3);
  int expected = 0;
  while (const std::optional<int> number = co_await numbers.Next()) {
    EXPECT_EQ(*number, expected++);
    const absl::Time now = co_yield Now();
    EXPECT_EQ(now, absl::UnixEpoch() + absl::Seconds(expected));
  }
  EXPECT_EQ(expected, 3);
  for (int i = 0; i < 3; ++i) {
    const std::optional<int> nothing = co_await numbers.Next();
    EXPECT_EQ(nothing, std::nullopt);
  }
}

AsyncGenerator<int> Log(std::string& log) {
  log += "a";
  co_yield 1;
  log += "b";
}

CORIX_TEST(AsyncGeneratorTest, IsLazy) {
  std::string log;
  AsyncGenerator<int> generator = Log(log);
  EXPECT_EQ(log, "");
  (void)(co_await generator.Next());
  EXPECT_EQ(log, "a");
  (void)(co_await generator.Next());
  EXPECT_EQ(log, "ab");
}

Process CountTurns(int& turns) {
  for (;; ++turns) co_yield Yield();
}

AsyncGenerator<int> NeverTraps() {
  for (int i = 0; i < 1000; ++i) co_yield i;
}

// A value costs no turn: nobody else runs while a generator that does not trap is asked.
CORIX_TEST(AsyncGeneratorTest, AValueIsNoTrap) {
  int turns = 0;
  const Tid other = co_yield NewTask(CountTurns(turns));
  co_yield Yield();
  const int before = turns;
  AsyncGenerator<int> generator = NeverTraps();
  int sum = 0;
  while (const std::optional<int> i = co_await generator.Next()) sum += *i;
  EXPECT_EQ(sum, 999 * 500);
  EXPECT_EQ(turns, before);
  co_yield KillTask(other);
}

Co<int> Square(int n) {
  co_yield Yield();
  co_return n* n;
}

AsyncGenerator<int> Squares(int n) {
  for (int i = 0; i < n; ++i) co_yield co_await Square(i);
}

AsyncGenerator<int> SumsOf(AsyncGenerator<int> numbers) {
  int sum = 0;
  while (const std::optional<int> number = co_await numbers.Next()) {
    sum += *number;
    co_yield sum;
  }
}

// The body may call subroutines, and other generators.
CORIX_TEST(AsyncGeneratorTest, CallsSubroutinesAndGenerators) {
  AsyncGenerator<int> sums = SumsOf(Squares(4));
  std::vector<int> all;
  while (const std::optional<int> sum = co_await sums.Next()) all.push_back(*sum);
  EXPECT_EQ(all, (std::vector<int>{0, 1, 5, 14}));
}

AsyncGenerator<std::unique_ptr<int>> Owned() {
  co_yield std::make_unique<int>(1);
  co_yield Yield();
  auto named = std::make_unique<int>(2);
  co_yield std::move(named);
}

AsyncGenerator<std::string> Words() {
  const std::string constant = "constant";
  co_yield constant;
  std::string named = "named";
  co_yield named;
  EXPECT_EQ(named, "named");
  co_yield "literal";
}

// Values that can only be moved are moved; a named one is copied, and stays as it is.
CORIX_TEST(AsyncGeneratorTest, KindsOfValues) {
  AsyncGenerator<std::unique_ptr<int>> owned = Owned();
  int sum = 0;
  while (const std::optional<std::unique_ptr<int>> one = co_await owned.Next()) sum += **one;
  EXPECT_EQ(sum, 3);
  std::string all;
  AsyncGenerator<std::string> words = Words();
  while (const std::optional<std::string> word = co_await words.Next()) all += *word + ".";
  EXPECT_EQ(all, "constant.named.literal.");
}

AsyncGenerator<int> ThrowAfter(int n) {
  for (int i = 0; i < n; ++i) {
    co_yield Yield();
    co_yield i;
  }
  throw std::runtime_error("enough");
}

// An exception goes to whoever asked, and is the end.
CORIX_TEST(AsyncGeneratorTest, ExceptionsGoToTheConsumer) {
  for (int n = 0; n < 3; ++n) {
    AsyncGenerator<int> generator = ThrowAfter(n);
    int seen = 0;
    bool caught = false;
    try {
      while (const std::optional<int> i = co_await generator.Next()) seen += *i == seen ? 1 : 100;
    } catch (const std::runtime_error&) {
      caught = true;
    }
    EXPECT_TRUE(caught);
    EXPECT_EQ(seen, n);
    const std::optional<int> after = co_await generator.Next();
    EXPECT_EQ(after, std::nullopt);
  }
}

AsyncGenerator<int> Traced(std::string& log, std::string name, int n) {
  const Tracer tracer(log, name);
  for (int i = 0; i < n; ++i) {
    co_yield Yield();
    co_yield i;
  }
}

// Whoever stops early, after any element, destroys the generator.
CORIX_TEST(AsyncGeneratorTest, EarlyDestruction) {
  for (int stop = 0; stop <= 4; ++stop) {
    std::string log;
    {
      AsyncGenerator<int> generator = Traced(log, "it", 3);
      for (int i = 0; i < stop; ++i) (void)(co_await generator.Next());
      EXPECT_EQ(log, stop == 4 ? "~it " : "");
    }
    EXPECT_EQ(log, stop == 0 ? "" : "~it ");
  }
}

CORIX_TEST(AsyncGeneratorTest, MovesBetweenElements) {
  AsyncGenerator<int> a = SleepyNumbers(4);
  const std::optional<int> first = co_await a.Next();
  EXPECT_EQ(first, 0);
  AsyncGenerator<int> b = std::move(a);
  const std::optional<int> of_moved = co_await a.Next();  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(of_moved, std::nullopt);
  const std::optional<int> second = co_await b.Next();
  EXPECT_EQ(second, 1);
  a = std::move(b);
  auto& same = a;
  a = std::move(same);
  const std::optional<int> third = co_await a.Next();
  EXPECT_EQ(third, 2);
}

// ---- Asked while it runs ----

Process AskFor(AsyncGenerator<int>& generator, std::vector<int>& got, int times) {
  for (int i = 0; i < times; ++i) {
    const std::optional<int> number = co_await generator.Next();
    got.push_back(number.value_or(-1));
  }
}

// To ask one in which another task sleeps is refused, and changes nothing; later it is well.
CORIX_TEST(AsyncGeneratorTest, IsRefusedWhileAnotherTaskIsInside) {
  AsyncGenerator<int> generator = SleepyNumbers(3);
  std::vector<int> got;
  const Tid other = co_yield NewTask(AskFor(generator, got, 1));
  bool refused = false;
  try {
    (void)(co_await generator.Next());
  } catch (const std::logic_error&) {
    refused = true;
  }
  EXPECT_TRUE(refused);
  (void)(co_yield WaitTask(other));
  EXPECT_EQ(got, std::vector<int>{0});
  const std::optional<int> next = co_await generator.Next();
  EXPECT_EQ(next, 1);
}

AsyncGenerator<int> AskItself(AsyncGenerator<int>*& self) {
  bool refused = false;
  try {
    (void)(co_await self->Next());
  } catch (const std::logic_error&) {
    refused = true;
  }
  co_yield refused ? 1 : 0;
}

CORIX_TEST(AsyncGeneratorTest, IsRefusedFromItself) {
  AsyncGenerator<int>* self = nullptr;
  AsyncGenerator<int> generator = AskItself(self);
  self = &generator;
  const std::optional<int> refused = co_await generator.Next();
  EXPECT_EQ(refused, 1);
}

// While it runs it may be moved, and destroyed: then whoever is inside still gets its value. (When
// NewTask answers, the new task has had its first turn.)
CORIX_TEST(AsyncGeneratorTest, IsMovedAndDestroyedWhileItRuns) {
  std::string log;
  std::vector<int> got;
  auto generator = std::make_unique<AsyncGenerator<int>>(Traced(log, "it", 3));
  const Tid first = co_yield NewTask(AskFor(*generator, got, 1));
  auto moved = std::make_unique<AsyncGenerator<int>>(std::move(*generator));
  generator.reset();
  (void)(co_yield WaitTask(first));
  const Tid second = co_yield NewTask(AskFor(*moved, got, 1));
  EXPECT_EQ(log, "");
  moved.reset();
  EXPECT_EQ(log, "");
  (void)(co_yield WaitTask(second));
  EXPECT_EQ(log, "~it ");
  EXPECT_EQ(got, (std::vector<int>{0, 1}));
}

AsyncGenerator<int> DestroyItself(std::unique_ptr<AsyncGenerator<int>>& self) {
  self.reset();
  co_yield Yield();
  co_yield 1;
  ADD_FAILURE();
}

CORIX_TEST(AsyncGeneratorTest, DestroysItself) {
  std::unique_ptr<AsyncGenerator<int>> self;
  self = std::make_unique<AsyncGenerator<int>>(DestroyItself(self));
  const std::optional<int> last = co_await self->Next();
  EXPECT_EQ(last, 1);
}

// ---- Killed at every trap ----

AsyncGenerator<int> Inner(std::string& log, int n, bool sleepy) {
  const Tracer tracer(log, "inner");
  for (int i = 0; i < n; ++i) {
    if (sleepy) co_yield Sleep(absl::Milliseconds(1));
    co_yield Yield();
    co_yield co_await Square(i);
  }
}

AsyncGenerator<int> Outer(std::string& log, int n, bool sleepy) {
  const Tracer tracer(log, "outer");
  AsyncGenerator<int> inner = Inner(log, n, sleepy);
  while (const std::optional<int> number = co_await inner.Next()) {
    co_yield Yield();
    co_yield *number;
  }
  co_yield Yield();
}

Process Consume(std::string& log, int& consumed, bool sleepy) {
  const Tracer tracer(log, "consumer");
  AsyncGenerator<int> outer = Outer(log, 3, sleepy);
  while (const std::optional<int> number = co_await outer.Next()) {
    ++consumed;
    co_yield Yield();
  }
}

Process ConsumeShared(AsyncGenerator<int>& outer, int& consumed) {
  while (const std::optional<int> number = co_await outer.Next()) {
    ++consumed;
    co_yield Yield();
  }
}

// Lets a task have so many turns, or sleep for so long.
Process Wait(int turns, bool sleepy) {
  for (int i = 0; i < turns; ++i) {
    if (sleepy) {
      co_yield Sleep(absl::Microseconds(500));
    } else {
      co_yield Yield();
    }
  }
}

// The consumer is killed after its 1st, 2nd, 3rd ... turn, until it comes to its end. Every frame
// that began is unwound once, inner before outer before consumer.
Process KillConsumerAtEveryTrap(bool sleepy) {
  bool survived = false;
  int kills = 0;
  for (int turns = 0; !survived; ++turns) {
    std::string log;
    int consumed = 0;
    const std::int64_t frames = Frame::live;
    const Tid consumer = co_yield NewTask(Consume(log, consumed, sleepy));
    co_await Wait(turns, sleepy);
    survived = !(co_yield KillTask(consumer));
    const auto status = co_yield WaitTask(consumer);
    EXPECT_EQ(status->cause == ExitStatus::Cause::kReturned, survived);
    EXPECT_EQ(Frame::live, frames);
    const bool in_order = log == "~outer ~consumer " || log == "~inner ~outer ~consumer ";
    EXPECT_TRUE(in_order) << log;
    if (survived) {
      EXPECT_EQ(consumed, 3);
    }
    kills += survived ? 0 : 1;
  }
  EXPECT_GE(kills, sleepy ? 6 : 12);
}

CORIX_TEST(AsyncGeneratorTest, ConsumerKilledAtEveryTrap) {
  co_await KillConsumerAtEveryTrap(false);
}
CORIX_TEST(AsyncGeneratorTest, ConsumerKilledAsleep) { co_await KillConsumerAtEveryTrap(true); }

// The same with a generator that is not the consumer's: killed inside, it has ended, and whoever
// asks it later gets nothing; killed outside, it goes on with the next value.
Process KillAnotherConsumerAtEveryTrap(bool sleepy) {
  bool survived = false;
  int inside = 0;
  int outside = 0;
  for (int turns = 0; !survived; ++turns) {
    std::string log;
    int consumed = 0;
    const std::int64_t frames = Frame::live;
    {
      AsyncGenerator<int> outer = Outer(log, 3, sleepy);
      const Tid consumer = co_yield NewTask(ConsumeShared(outer, consumed));
      co_await Wait(turns, sleepy);
      survived = !(co_yield KillTask(consumer));
      (void)(co_yield WaitTask(consumer));
      const bool ended = !log.empty();
      if (!survived) ++(ended ? inside : outside);
      int rest = 0;
      while (const std::optional<int> number = co_await outer.Next()) ++rest;
      EXPECT_EQ(rest, ended ? 0 : 3 - consumed) << turns;
      EXPECT_TRUE(log == "~inner ~outer ") << log;
    }
    EXPECT_EQ(Frame::live, frames);
  }
  EXPECT_GE(inside, 6);
  EXPECT_GE(outside, sleepy ? 0 : 3);
}

CORIX_TEST(AsyncGeneratorTest, AnotherConsumerKilledAtEveryTrap) {
  co_await KillAnotherConsumerAtEveryTrap(false);
}
CORIX_TEST(AsyncGeneratorTest, AnotherConsumerKilledAsleep) {
  co_await KillAnotherConsumerAtEveryTrap(true);
}

AsyncGenerator<int> KillTheTask(std::string& log) {
  const Tracer tracer(log, "generator");
  const Tid self = co_yield GetTid();
  co_yield KillTask(self);
  ADD_FAILURE();
}

Process ConsumeKiller(std::string& log) {
  const Tracer tracer(log, "consumer");
  AsyncGenerator<int> generator = KillTheTask(log);
  (void)(co_await generator.Next());
  ADD_FAILURE();
}

CORIX_TEST(AsyncGeneratorTest, KillsItsOwnTask) {
  std::string log;
  const Tid consumer = co_yield NewTask(ConsumeKiller(log));
  const auto status = co_yield WaitTask(consumer);
  EXPECT_EQ(status->code, 137);
  EXPECT_EQ(log, "~generator ~consumer ");
}

// ---- Depth ----

AsyncGenerator<int> Numbers(int n) {
  for (int i = 0; i < n; ++i) co_yield i;
}

AsyncGenerator<int> PassOn(AsyncGenerator<int> numbers) {
  while (const std::optional<int> number = co_await numbers.Next()) co_yield *number;
}

// A value through 1,000 generators, and a million values through one.
CORIX_TEST(AsyncGeneratorTest, LongAndDeep) {
  AsyncGenerator<int> numbers = Numbers(10);
  for (int i = 0; i < 1000; ++i) numbers = PassOn(std::move(numbers));
  int sum = 0;
  while (const std::optional<int> number = co_await numbers.Next()) sum += *number;
  EXPECT_EQ(sum, 45);
  AsyncGenerator<int> many = Numbers(1'000'000);
  int count = 0;
  while (const std::optional<int> number = co_await many.Next()) ++count;
  EXPECT_EQ(count, 1'000'000);
}

}  // namespace
}  // namespace corix::testing
