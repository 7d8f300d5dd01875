// Random trees of tasks, groups, limits and shields, struck at random from outside, between turns.
// Whatever comes: all of it ends, nothing leaks, every destructor runs once, and no member outlives
// what stands in its owner's frames.

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/io_testing.h"
#include "userland/lib/channel.h"
#include "userland/lib/task_group.h"
#include "userland/lib/timeout.h"

namespace corix::testing {
namespace {

struct Forest {
  explicit Forest(std::uint64_t seed) : random(seed) {}
  Random random;
  int made = 0;
  int gone = 0;
  int tasks = 0;
  std::vector<Tid> tids;
  Channel<int> channel{2};

  bool OneIn(std::size_t n) { return Below(random, n) == 0; }
  Tid Anybody() { return tids.empty() ? Tid(1) : tids[Below(random, tids.size())]; }
};

// Stands in a frame. Whoever is below it, in its own frames or in those of a member, may look at it.
class Post {
 public:
  Post(Forest& forest, const Post* above) : forest_(forest), above_(above) { ++forest_.made; }
  ~Post() {
    EXPECT_EQ(mark_, kMark) << "destroyed twice";
    for (const Post* post = above_; post != nullptr; post = post->above_)
      EXPECT_EQ(post->mark_, kMark) << "outlived what stands above";
    mark_ = 0;
    ++forest_.gone;
    // Destructors act, too.
    if (forest_.OneIn(40)) (void)CallNow(KillTask(forest_.Anybody()));
    if (forest_.OneIn(40)) (void)CallNow(Cancel(forest_.Anybody()));
    if (forest_.OneIn(20)) Print("gone\n");
  }
  Post(const Post&) = delete;
  Post& operator=(const Post&) = delete;

 private:
  static constexpr int kMark = 0x60057;
  Forest& forest_;
  const Post* const above_;
  volatile int mark_ = kMark;
};

constexpr int kMostTasks = 60;

Co<void> Grow(Forest* forest, const Post* above, int depth);

Co<int> Grown(Forest* forest, const Post* above, int depth) {
  ++forest->tasks;
  forest->tids.push_back(co_yield GetTid());
  co_await Grow(forest, above, depth);
  if (forest->OneIn(15)) throw std::runtime_error("a bad day");
  if (forest->OneIn(15)) co_yield Exit(3);
  co_return forest->OneIn(10) ? 1 : 0;
}

Co<void> GrowGroup(Forest* forest, const Post* above, int depth) {
  const Post post(*forest, above);
  TaskGroup group;
  TaskGroup other;
  const Post inner(*forest, &post);
  const std::size_t members = 1 + Below(forest->random, 3);
  for (std::size_t i = 0; i < members && forest->tasks < kMostTasks; ++i)
    (forest->OneIn(3) ? other : group).Spawn(Grown(forest, &post, depth - 1));
  if (forest->OneIn(2)) co_await Grow(forest, &inner, depth - 1);
  if (forest->OneIn(5)) group.End();
  if (forest->OneIn(4)) co_return;
  (void)(co_yield group.Wait());
  if (forest->OneIn(2)) (void)(co_yield other.Wait());
}

Co<void> Grow(Forest* forest, const Post* above, int depth) {
  const Post post(*forest, above);
  const absl::Duration some = absl::Milliseconds(Below(forest->random, 20));
  for (std::size_t step = 1 + Below(forest->random, 3); step > 0; --step) {
    switch (Below(forest->random, depth > 0 ? 10 : 5)) {
      case 0:
        (void)(co_yield Sleep(some));
        break;
      case 1:
        co_yield Yield();
        break;
      case 2:
        (void)(co_await forest->channel.Send(1));
        break;
      case 3:
        (void)(co_await forest->channel.Next());
        break;
      case 4:
        co_yield KillTask(forest->Anybody());
        break;
      case 5:
        (void)(co_await WithTimeout(some, Grow(forest, &post, depth - 1)));
        break;
      case 6:
        co_await Shielded(Grow(forest, &post, depth - 1));
        break;
      default:
        co_await GrowGroup(forest, &post, depth);
    }
  }
}

Process Root(Forest* forest) {
  const Post post(*forest, nullptr);
  co_await Grow(forest, &post, 4);
}

void GrowAndStrike(std::uint64_t seed) {
  Forest forest(seed);
  const Capture capture;
  Random blows(seed + 1);
  Kernel kernel(VirtualOptions(capture));
  std::vector<Tid> roots;
  for (int i = 0; i < 3; ++i) roots.push_back(kernel.Spawn(Root(&forest)));
  for (int turn = 0; turn < 3'000 && kernel.Step(); ++turn) {
    const Tid victim = static_cast<int>(1 + Below(blows, 20));
    if (Below(blows, 12) == 0) kernel.CancelTask(victim);
    if (Below(blows, 25) == 0) kernel.EndTask(victim);
    if (Below(blows, 25) == 0) kernel.Advance(absl::Milliseconds(Below(blows, 15)));
  }
  // Who is left waits for the channel, or works at random.
  for (const Tid root : roots) kernel.EndTask(root);
  EXPECT_EQ(forest.made, forest.gone);
  EXPECT_EQ(kernel.Leaks().tasks, 0u);
  for (const Tid root : roots) EXPECT_TRUE(kernel.TakeExit(root).ok());
  ExpectNoLeaks(kernel);
}

TEST(StructurePropertyTest, NothingIsLeft) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    GrowAndStrike(seed);
    if (::testing::Test::HasFailure()) {
      ADD_FAILURE() << "with seed " << seed;
      return;
    }
  }
}

// The same, where the kernel is destroyed in the middle of it all.
TEST(StructurePropertyTest, TheKernelGoes) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Forest forest(seed);
    const Capture capture;
    {
      Kernel kernel(VirtualOptions(capture));
      for (int i = 0; i < 3; ++i) kernel.Spawn(Root(&forest));
      for (std::size_t turn = seed % 150; turn > 0 && kernel.Step(); --turn) {
      }
    }
    EXPECT_EQ(forest.made, forest.gone) << "with seed " << seed;
  }
}

// ---- Large families ----

Process WaitForEver() { co_yield Receive(); }

Process Chain(int depth, int* gone, Tid* last, const std::vector<Tid>* kill) {
  const auto count = [gone](const int* /*nothing*/) { ++*gone; };
  static const int nothing = 0;
  const std::unique_ptr<const int, decltype(count)> counter(&nothing, count);
  TaskGroup group;
  if (depth > 0) {
    group.Spawn(Chain(depth - 1, gone, last, kill));
    (void)(co_yield group.Wait());
    co_yield Exit(1);
  }
  *last = co_yield GetTid();
  co_yield Receive();
  if (!kill->empty()) co_yield KillTask(kill->front());
  co_yield Exit(1);
}

Process SendTo(Tid tid) { (void)(co_yield Send(tid, "go")); }

// Ten thousand owners one in another: ended from above, from below by a failure that each passes on,
// and from below by a kill of the first.
TEST(LargeFamilyTest, TenThousandDeep) {
  constexpr int kDepth = 10'000;
  for (int way = 0; way < 3; ++way) {
    int gone = 0;
    Tid last = 0;
    std::vector<Tid> kill;
    Kernel kernel(VirtualOptions());
    const Tid first = kernel.Spawn(Chain(kDepth, &gone, &last, &kill));
    kernel.RunReady();
    EXPECT_NE(last, 0);
    if (way == 0) {
      EXPECT_TRUE(kernel.EndTask(first));
    }
    if (way == 1) kill.push_back(first);
    if (way > 0) {
      const Tid sender = kernel.Spawn(SendTo(last));
      ExpectRuns(kernel);
      EXPECT_TRUE(kernel.TakeExit(sender).ok());
    }
    EXPECT_EQ(gone, kDepth + 1);
    EXPECT_TRUE(kernel.TakeExit(first).ok());
    ExpectNoLeaks(kernel);
  }
}

// Ten thousand members of one group, and ten thousand groups of one task.
Process Wide(int members, bool fails) {
  TaskGroup group;
  for (int i = 0; i < members; ++i) group.Spawn(WaitForEver());
  co_await YieldTimes(2);
  if (fails) group.Spawn(ReturnCode(1));
  (void)(co_yield group.Wait());
}
Process Groups(int left) {
  TaskGroup group;
  group.Spawn(WaitForEver());
  if (left > 0) co_await Groups(left - 1);
  co_yield Receive();
}

TEST(LargeFamilyTest, TenThousandWide) {
  constexpr int kWide = 10'000;
  Kernel kernel(VirtualOptions());
  std::vector<Tid> tids;
  tids.push_back(kernel.Spawn(Wide(kWide, true)));
  tids.push_back(kernel.Spawn(Wide(kWide, false)));
  tids.push_back(kernel.Spawn(Groups(kWide)));
  kernel.RunReady();
  for (const Tid tid : tids) kernel.EndTask(tid);
  for (const Tid tid : tids) EXPECT_TRUE(kernel.TakeExit(tid).ok());
  ExpectNoLeaks(kernel);
}

CORIX_TEST(LargeFamilyTest, TenThousandGroupsUnderALimit) {
  EXPECT_TRUE(absl::IsDeadlineExceeded(co_await WithTimeout(absl::Seconds(1), Groups(10'000))));
}

}  // namespace
}  // namespace corix::testing
