// Generators: what they hand out, in which order, to whom their exceptions go, and that nothing of
// them is left.

#include "userland/lib/generator.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing.h"

namespace corix::testing {
namespace {

// At the end of a test, all frames that it made are gone.
class GeneratorTest : public ::testing::Test {
 protected:
  ~GeneratorTest() override { EXPECT_EQ(Frame::live, frames_before_); }

 private:
  const std::int64_t frames_before_ = Frame::live;
};

Generator<int> UpTo(int n) {
  for (int i = 0; i < n; ++i) co_yield i;
}

template <typename Range>
std::vector<int> Flat(Range&& range) {
  std::vector<int> all;
  for (const int i : range) all.push_back(i);
  return all;
}

static_assert(std::ranges::input_range<Generator<int>>);
static_assert(std::ranges::viewable_range<Generator<int>>);
static_assert(std::ranges::viewable_range<Generator<int>&>);
static_assert(!std::copyable<Generator<int>>);
static_assert(std::same_as<std::ranges::range_reference_t<Generator<std::string>>, std::string&&>);
static_assert(std::same_as<std::ranges::range_reference_t<Generator<int&>>, int&>);
static_assert(std::same_as<std::ranges::range_value_t<Generator<const int&>>, int>);

TEST_F(GeneratorTest, HandsOutItsElementsInOrder) {
  EXPECT_EQ(Flat(UpTo(0)), std::vector<int>());
  EXPECT_EQ(Flat(UpTo(3)), (std::vector<int>{0, 1, 2}));
}

Generator<int> Log(std::string& log) {
  log += "a";
  co_yield 1;
  log += "b";
  co_yield 2;
  log += "c";
}

// It runs only when it is asked, and only up to the next element.
TEST_F(GeneratorTest, IsLazy) {
  std::string log;
  Generator<int> generator = Log(log);
  EXPECT_EQ(log, "");
  auto it = generator.begin();
  EXPECT_EQ(log, "a");
  EXPECT_EQ(*it, 1);
  EXPECT_EQ(*it, 1);
  ++it;
  EXPECT_EQ(log, "ab");
  EXPECT_NE(it, std::default_sentinel);
  it++;
  EXPECT_EQ(log, "abc");
  EXPECT_EQ(it, std::default_sentinel);
}

Generator<int> Naturals() {
  for (int i = 0;; ++i) co_yield i;
}

TEST_F(GeneratorTest, WorksWithViews) {
  auto view = Naturals() | std::views::filter([](int i) { return i % 2 == 1; }) |
              std::views::transform([](int i) { return i * i; }) | std::views::take(3);
  EXPECT_EQ(Flat(view), (std::vector<int>{1, 9, 25}));
  Generator<int> named = UpTo(5);
  EXPECT_EQ(Flat(named | std::views::drop(2)), (std::vector<int>{2, 3, 4}));
  EXPECT_EQ(Flat(Naturals() | std::views::take_while([](int i) { return i < 2; })),
            (std::vector<int>{0, 1}));
}

// begin() of one that was begun is where it stands: an element that was lent is lent again.
TEST_F(GeneratorTest, GoesOnWhereItStands) {
  Generator<int> generator = UpTo(4);
  for (const int i : generator) {
    if (i == 1) break;
  }
  EXPECT_EQ(Flat(generator), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(Flat(generator), std::vector<int>());
}

TEST_F(GeneratorTest, MovedFromIsEmpty) {
  Generator<int> a = UpTo(3);
  auto it = a.begin();
  ++it;
  Generator<int> b = std::move(a);
  EXPECT_EQ(Flat(a), std::vector<int>());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(Flat(b), (std::vector<int>{1, 2}));
  a = UpTo(2);
  EXPECT_EQ(Flat(a), (std::vector<int>{0, 1}));
  b = std::move(a);
  auto& same = b;
  b = std::move(same);
  EXPECT_EQ(Flat(b), std::vector<int>());
}

// ---- What is lent ----

// Counts how often it was copied.
struct Counted {
  Counted() = default;
  Counted(const Counted& other) : copies(other.copies + 1), moves(other.moves) {}
  Counted(Counted&& other) noexcept : copies(other.copies), moves(other.moves + 1) {}
  Counted& operator=(const Counted&) = delete;
  ~Counted() = default;
  int copies = 0;
  int moves = 0;
};

template <typename T>
Generator<T> TwoOfThem() {
  Counted named;
  co_yield named;
  if constexpr (!std::same_as<T, Counted&>) co_yield Counted();
  EXPECT_EQ(named.moves, 0);
}

// A temporary is never copied; an lvalue only where the consumer might move it out.
TEST_F(GeneratorTest, CopiesOnlyNamedValues) {
  int copies = 0;
  for (Counted&& element : TwoOfThem<Counted>()) copies = copies * 10 + element.copies;
  EXPECT_EQ(copies, 10);
  for (const Counted& element : TwoOfThem<const Counted&>()) EXPECT_EQ(element.copies, 0);
  for (Counted& element : TwoOfThem<Counted&>()) EXPECT_EQ(element.copies, 0);
}

Generator<std::unique_ptr<int>> Owned(int n) {
  for (int i = 0; i < n; ++i) {
    auto owned = std::make_unique<int>(i);
    co_yield std::move(owned);
    co_yield std::make_unique<int>(-i);
  }
}

TEST_F(GeneratorTest, MoveOnlyElements) {
  std::vector<std::unique_ptr<int>> kept;
  for (std::unique_ptr<int> owned : Owned(3)) kept.push_back(std::move(owned));
  EXPECT_EQ(kept.size(), 6);
  EXPECT_EQ(*kept[4], 2);
  EXPECT_EQ(*kept[5], -2);
}

Generator<int&> Each(std::vector<int>& numbers) {
  for (int& number : numbers) co_yield number;
}

TEST_F(GeneratorTest, ReferencesReachTheElement) {
  std::vector<int> numbers{1, 2, 3};
  for (int& number : Each(numbers)) number *= 10;
  EXPECT_EQ(numbers, (std::vector<int>{10, 20, 30}));
}

Generator<std::string> Words() {
  co_yield "a literal";
  const std::string constant = "a constant";
  co_yield constant;
  std::string named = "a name";
  co_yield named;
  EXPECT_EQ(named, "a name");
  co_yield std::string(100, 'x');
}

TEST_F(GeneratorTest, ConvertsWhatIsYielded) {
  std::string all;
  for (std::string word : Words()) all += std::exchange(word, "").substr(0, 10) + ".";
  EXPECT_EQ(all, "a literal.a constant.a name.xxxxxxxxxx.");
}

// ---- Delegation ----

struct Tree {
  int value = 0;
  std::vector<std::unique_ptr<Tree>> left;
  std::vector<std::unique_ptr<Tree>> right;
};

Generator<int> Visit(const Tree& tree) {
  for (const auto& child : tree.left) co_yield ElementsOf(Visit(*child));
  co_yield tree.value;
  for (const auto& child : tree.right) co_yield ElementsOf(Visit(*child));
}

void Flatten(const Tree& tree, std::vector<int>& into) {
  for (const auto& child : tree.left) Flatten(*child, into);
  into.push_back(tree.value);
  for (const auto& child : tree.right) Flatten(*child, into);
}

std::unique_ptr<Tree> RandomTree(std::mt19937& random, int depth, int& value) {
  auto tree = std::make_unique<Tree>();
  tree->value = value++;
  const int children = depth == 0 ? 0 : static_cast<int>(random() % 5);
  for (int i = 0; i < children; ++i) {
    auto& side = random() % 2 == 0 ? tree->left : tree->right;
    side.push_back(RandomTree(random, depth - 1, value));
  }
  return tree;
}

// Over many random trees: the generator hands out what a recursive function collects; and wherever
// its consumer stops, what was handed out is a prefix of that, and nothing is left.
TEST_F(GeneratorTest, TreesAreFlattened) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    int value = 0;
    const std::unique_ptr<Tree> tree = RandomTree(random, 5, value);
    std::vector<int> expected;
    Flatten(*tree, expected);
    ASSERT_EQ(Flat(Visit(*tree)), expected) << seed;
    if (expected.size() > 60) continue;
    for (std::size_t stop = 0; stop <= expected.size(); ++stop) {
      const std::int64_t before = Frame::live;
      {
        Generator<int> visit = Visit(*tree);
        auto it = visit.begin();
        for (std::size_t i = 0; i < stop; ++i, ++it) ASSERT_EQ(*it, expected[i]);
      }
      ASSERT_EQ(Frame::live, before);
    }
  }
}

Generator<int> DelegatesToRanges() {
  const std::vector<int> named{1, 2};
  co_yield ElementsOf(named);
  co_yield ElementsOf(std::vector<int>(2, 7));
  co_yield ElementsOf(std::views::iota(5, 7));
  co_yield ElementsOf(UpTo(0));
  co_yield ElementsOf(Naturals() | std::views::take(2));
}

TEST_F(GeneratorTest, DelegatesToAnyRange) {
  EXPECT_EQ(Flat(DelegatesToRanges()), (std::vector<int>{1, 2, 7, 7, 5, 6, 0, 1}));
}

Generator<long> Widen() { co_yield ElementsOf(UpTo(3)); }

TEST_F(GeneratorTest, DelegatesToAGeneratorOfAnotherType) {
  std::vector<long> all;
  for (const long n : Widen()) all.push_back(n);
  EXPECT_EQ(all, (std::vector<long>{0, 1, 2}));
}

Generator<int> DelegateTo(Generator<int> inner) {
  co_yield -1;
  co_yield ElementsOf(std::move(inner));
  co_yield -2;
}

// One that was begun goes on where it stands, also when it delegates itself; one that has ended, or
// was moved from, adds nothing.
TEST_F(GeneratorTest, DelegatesToOneThatWasBegun) {
  for (int begun = 0; begun <= 6; ++begun) {
    Generator<int> inner = DelegateTo(DelegateTo(UpTo(2)));
    std::vector<int> expected = {-1, -1, 0, 1, -2, -2};
    auto it = inner.begin();
    for (int i = 0; i < begun; ++i) ++it;
    expected.erase(expected.begin(), expected.begin() + begun);
    expected.insert(expected.begin(), -1);
    expected.push_back(-2);
    EXPECT_EQ(Flat(DelegateTo(std::move(inner))), expected) << begun;
    EXPECT_EQ(Flat(DelegateTo(std::move(inner))),  // NOLINT(bugprone-use-after-move)
              (std::vector<int>{-1, -2}));
  }
}

Generator<int> Chain(int depth) {
  if (depth > 0) co_yield ElementsOf(Chain(depth - 1));
  co_yield depth;
}

// 100,000 deep: to the end, and destroyed at the innermost.
TEST_F(GeneratorTest, AChainAHundredThousandDeep) {
  constexpr int kDeep = 100'000;
  int expected = 0;
  for (const int depth : Chain(kDeep)) ASSERT_EQ(depth, expected++);
  EXPECT_EQ(expected, kDeep + 1);
  Generator<int> chain = Chain(kDeep);
  auto it = chain.begin();
  EXPECT_EQ(*it, 0);
  EXPECT_GE(Frame::live, kDeep);
}

Generator<int> Traced(std::string& log, int depth) {
  const Tracer tracer(log, std::to_string(depth));
  if (depth > 0) co_yield ElementsOf(Traced(log, depth - 1));
  co_yield depth;
}

// Whoever stops early destroys the frames innermost first.
TEST_F(GeneratorTest, EarlyDestructionIsInnermostFirst) {
  std::string log;
  for (const int depth : Traced(log, 3)) {
    if (depth == 0) break;
  }
  EXPECT_EQ(log, "~0 ~1 ~2 ~3 ");
  log.clear();
  for (const int depth : Traced(log, 3)) {
    if (depth == 2) break;
  }
  EXPECT_EQ(log, "~0 ~1 ~2 ~3 ");
  log.clear();
  {
    auto unused = Traced(log, 3);
  }
  EXPECT_EQ(log, "");
}

// ---- Exceptions ----

Generator<int> ThrowAfter(int n) {
  for (int i = 0; i < n; ++i) co_yield i;
  throw std::runtime_error("after " + std::to_string(n));
}

// An exception goes to the consumer, and is the end.
TEST_F(GeneratorTest, ExceptionsGoToTheConsumer) {
  for (int n = 0; n < 3; ++n) {
    Generator<int> generator = ThrowAfter(n);
    int seen = 0;
    try {
      for (const int i : generator) EXPECT_EQ(i, seen++);
      ADD_FAILURE();
    } catch (const std::runtime_error& e) {
      EXPECT_EQ(e.what(), "after " + std::to_string(n));
    }
    EXPECT_EQ(seen, n);
    EXPECT_EQ(generator.begin(), generator.end());
  }
}

Generator<int> Catches(int n) {
  bool caught = false;
  try {
    co_yield ElementsOf(ThrowAfter(n));
  } catch (const std::runtime_error&) {
    caught = true;
  }
  co_yield caught ? 100 : -1;
  co_yield ElementsOf(ThrowAfter(n));
}

// From a delegated generator it goes first to the delegating one, which may catch it and go on.
TEST_F(GeneratorTest, ExceptionsGoToTheDelegatingOneFirst) {
  std::vector<int> seen;
  try {
    for (const int i : Catches(2)) seen.push_back(i);
    ADD_FAILURE();
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(seen, (std::vector<int>{0, 1, 100, 0, 1}));
}

Generator<int> ThrowDeep(int depth) {
  if (depth == 0) throw depth;
  co_yield ElementsOf(ThrowDeep(depth - 1));
}

TEST_F(GeneratorTest, AnExceptionFromDeepBelow) { EXPECT_THROW(Flat(ThrowDeep(10'000)), int); }

// A generator that is forgotten is seen by the kernel's check for leaks.
TEST_F(GeneratorTest, IsCountedAmongTheFrames) {
  Kernel kernel(VirtualOptions());
  Generator<int> generator = UpTo(3);
  EXPECT_EQ(kernel.Leaks().frames, 1);
  generator = UpTo(3);
  EXPECT_EQ(kernel.Leaks().frames, 1);
  Flat(generator);
  Flat(std::move(generator) | std::views::take(1));
  EXPECT_EQ(kernel.Leaks().frames, 0);
}

// ---- In a process ----

Process Print3() {
  for (const int i : UpTo(3)) {
    Print("%d ", i);
    co_yield Yield();
  }
}

// Its consumer may trap between two elements.
TEST_F(GeneratorTest, TheConsumerMayTrap) { EXPECT_EQ(RunToEnd(Print3()), "0 1 2 "); }

}  // namespace
}  // namespace corix::testing
