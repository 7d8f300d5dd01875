// The kernel's own structures, each against a simple model.

#include <climits>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "kernel/format_args.h"
#include "kernel/number_map.h"
#include "tests/testing.h"

namespace corix::testing {
namespace {

// ---- The task map ----

// Only the addresses count.
class Tasks {
 public:
  Task& At(int i) {
    while (static_cast<int>(storage_.size()) <= i)
      storage_.push_back(std::make_unique<std::uint64_t>());
    return reinterpret_cast<Task&>(*storage_[i]);
  }

 private:
  std::vector<std::unique_ptr<std::uint64_t>> storage_;
};

void CompareWithMap(std::uint64_t seed, int last) {
  std::mt19937_64 random(seed);
  NumberMap<Task*> map(last);
  std::map<int, Task*> model;
  Tasks tasks;
  for (int step = 0; step < 5000; ++step) {
    if (random() % 3 != 0 || model.empty()) {
      const Tid tid = map.Next();
      EXPECT_FALSE(model.contains(tid));
      EXPECT_GT(tid, 0);
      Task& task = tasks.At(step);
      map.Insert(tid, &task);
      model[tid] = &task;
    } else {
      auto victim = model.begin();
      std::advance(victim,
                   static_cast<std::ptrdiff_t>(random() % std::min<std::size_t>(model.size(), 50)));
      map.Erase(victim->first);
      EXPECT_EQ(map.Find(victim->first), nullptr);
      model.erase(victim);
    }
    EXPECT_EQ(map.size(), model.size());
  }
  Tid at = 0;
  for (const auto& [tid, task] : model) {
    EXPECT_EQ(map.Find(tid), task);
    EXPECT_EQ(map.After(at), task);
    at = tid;
  }
  EXPECT_EQ(map.After(at), nullptr);
  EXPECT_EQ(map.Find(0), nullptr);
  EXPECT_EQ(map.Find(-3), nullptr);
}

TEST(NumberMapTest, EqualsASortedMap) {
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    CompareWithMap(seed, static_cast<int>(seed * 1000));
}

// After the highest tid the count starts again at 1, and leaves out what is in use.
TEST(NumberMapTest, StartsAgainAfterTheHighest) {
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    CompareWithMap(seed, INT_MAX - static_cast<int>(seed * 100));
  NumberMap<Task*> map(INT_MAX - 1);
  Tasks tasks;
  EXPECT_EQ(map.Next(), INT_MAX);
  map.Insert(INT_MAX, &tasks.At(0));
  EXPECT_EQ(map.Next(), 1);
  map.Insert(1, &tasks.At(1));
  EXPECT_EQ(map.After(0), &tasks.At(1));
  EXPECT_EQ(map.After(1), &tasks.At(0));
  EXPECT_EQ(map.After(INT_MAX), nullptr);
  map.Erase(INT_MAX);
  EXPECT_EQ(map.After(1), nullptr);
}

TEST(NumberMapTest, TidsOfAKernelStartAgainToo) {
  KernelOptions options = VirtualOptions();
  options.last_tid = INT_MAX - 2;
  Kernel kernel(options);
  EXPECT_EQ(kernel.Spawn(YieldTimes(3)), INT_MAX - 1);
  EXPECT_EQ(kernel.Spawn(YieldTimes(3)), INT_MAX);
  EXPECT_EQ(kernel.Spawn(YieldTimes(3)), 1);
  ExpectRuns(kernel);
}

// ---- The ready queue ----

Process Nothing() { co_return; }

// Pushes, turns and removals from anywhere, against a deque.
TEST(ReadyQueueTest, EqualsADeque) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    std::mt19937_64 random(seed);
    Kernel owner(VirtualOptions());  // whose tasks are borrowed
    std::vector<Task*> resting;
    {
      // A queue of our own, of tasks that no kernel queue holds.
      for (int i = 0; i < 20; ++i) {
        Frame* const frame = Nothing().Release();
        resting.push_back(new Task(i + 1, nullptr, frame, nullptr));
        frame->Destroy();
      }
      ReadyQueue queue;
      std::deque<Task*> model;
      for (int step = 0; step < 1000; ++step) {
        const auto kind = random() % 4;
        if (kind == 0 && !resting.empty()) {
          queue.Push(*resting.back());
          model.push_back(resting.back());
          resting.pop_back();
        } else if (kind == 1 && !model.empty()) {
          const auto victim = model.begin() + static_cast<std::ptrdiff_t>(random() % model.size());
          queue.Remove(**victim);
          resting.push_back(*victim);
          model.erase(victim);
        } else if (!model.empty()) {
          Task& next = queue.Rotate(*model.front());
          model.push_back(model.front());
          model.pop_front();
          EXPECT_EQ(&next, model.front());
        }
        EXPECT_EQ(queue.front(), model.empty() ? nullptr : model.front());
        EXPECT_EQ(queue.empty(), model.empty());
      }
      resting.insert(resting.end(), model.begin(), model.end());
    }
    for (Task* task : resting) delete task;
  }
}

// Fairness: among N runnable tasks each gets a turn in any N turns, whatever else happens.
TEST(ReadyQueueTest, IsFair) {
  for (const int n : {1, 2, 3, 10, 64, 65, 1000}) {
    std::vector<int> turns(static_cast<std::size_t>(n));
    Kernel kernel(VirtualOptions());
    for (int i = 0; i < n; ++i) {
      kernel.Spawn([](std::vector<int>& all, int mine) -> Process {
        for (int turn = 0; turn < 20; ++turn) {
          const int least = *std::min_element(all.begin(), all.end());
          EXPECT_LE(all[static_cast<std::size_t>(mine)], least);
          ++all[static_cast<std::size_t>(mine)];
          co_yield Yield();
        }
      }(turns, i));
    }
    ExpectRuns(kernel);
  }
}

// ---- Names ----

TEST(ShortFunctionNameTest, OfBothCompilers) {
  EXPECT_EQ(ShortFunctionName("corix::Process corix::(anonymous namespace)::Foo(int)"), "Foo");
  EXPECT_EQ(ShortFunctionName("Process corix::(anonymous namespace)::Foo(int)"), "Foo");
  EXPECT_EQ(ShortFunctionName("corix::Process corix::{anonymous}::Foo(std::string)"), "Foo");
  EXPECT_EQ(ShortFunctionName("corix::Co<int> corix::Bar(Args)"), "Bar");
  EXPECT_EQ(ShortFunctionName("Co<T> Run(T) [with T = int]"), "Run");
  EXPECT_EQ(ShortFunctionName("Co<std::vector<int>> Server<Tcp>::Accept() [T = Tcp]"), "Accept");
  EXPECT_EQ(ShortFunctionName("main()::<lambda(int)>"), "lambda");
  EXPECT_EQ(ShortFunctionName("auto main()::(anonymous class)::operator()(int) const"), "lambda");
  EXPECT_EQ(ShortFunctionName(""), "");
}

CORIX_TEST(NameTest, OfAFunctionUnlessOneIsGiven) {
  const Tid a = co_yield NewTask(YieldForEver());
  const Tid b = co_yield NewTask("given", YieldForEver());
  EXPECT_EQ(cpu.kernel->FindTask(a)->Name(), "YieldForEver");
  EXPECT_EQ(cpu.kernel->FindTask(b)->Name(), "given");
  co_yield SetName("renamed");
  EXPECT_EQ(cpu.task->Name(), "renamed");
  co_yield KillTask(a);
  EXPECT_EQ(cpu.kernel->FindTask(a)->Name(), "YieldForEver");
  co_yield KillTask(b);
}

TEST(FormatArgsTest, EachKind) {
  EXPECT_EQ(WaitTask(3).Format(), "WaitTask(3)");
  EXPECT_EQ(KillTask(3, Signal::kTerm).Format(), "KillTask(3, TERM)");
  EXPECT_EQ(Sleep(absl::Milliseconds(1500)).Format(), "Sleep(1.5s)");
  EXPECT_EQ(WaitIO(0, IoEvents::kReadable | IoEvents::kWritable).Format(),
            "WaitIO(0, readable|writable, inf)");
  EXPECT_EQ(Write(1, std::string(40, 'x') + "\n").Format(),
            "Write(1, \"" + std::string(32, 'x') + "\"...)");
  EXPECT_EQ(Write(1, "a\"\n").Format(), "Write(1, \"a\\\"\\n\")");
  EXPECT_EQ(Yield().Format(), "Yield()");
}

// ---- Memory ----

TEST(BlockPoolTest, BlocksAreApartAndKeepTheirSize) {
  std::mt19937_64 random(1);
  std::vector<std::pair<char*, std::size_t>> blocks;
  for (int i = 0; i < 3000; ++i) {
    const std::size_t size = 1 + random() % (i % 10 == 0 ? 10'000 : 600);
    auto* block = static_cast<char*>(BlockPool::Allocate(size));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 16, 0);
    EXPECT_GE(BlockPool::BytesOf(block), size);
    std::fill_n(block, size, static_cast<char>(i));
    blocks.emplace_back(block, size);
    if (random() % 3 == 0) {
      const auto victim = blocks.begin() + static_cast<std::ptrdiff_t>(random() % blocks.size());
      BlockPool::Free(victim->first, victim->second);
      blocks.erase(victim);
    }
  }
  for (const auto& [block, size] : blocks) {
    for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(block[i], block[0]);
    BlockPool::Free(block, size);
  }
}

// Kernels may live on several host threads; what a thread leaves behind, others use.
TEST(BlockPoolTest, SeveralThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 20; ++round) {
        Kernel kernel(VirtualOptions());
        for (int n = 0; n < 100; ++n) kernel.Spawn(Nap(absl::Seconds(n)));
        EXPECT_TRUE(kernel.Run().ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// Without optimisation, or under a sanitizer, frames are as large as they like.
#if CORIX_POOLED_BLOCKS && defined(NDEBUG)

Process SleepsForEver() { co_yield Sleep(absl::InfiniteDuration()); }

// A sleeping task takes, all counted, at most 256 bytes: its record, its frame, and its place in
// the task map.
TEST(MemoryTest, OfASleepingTask) {
  EXPECT_LE(sizeof(Task), 112);
  Kernel kernel(VirtualOptions());
  const Tid tid = kernel.Spawn(SleepsForEver());
  kernel.RunReady();
  const std::size_t frame = kernel.FindTask(tid)->FrameBytes();
  EXPECT_LE(sizeof(Task) + frame + sizeof(Task*), 256) << "frame: " << frame;
}

#endif

}  // namespace
}  // namespace corix::testing
