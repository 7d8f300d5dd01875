// What the library of a process costs: time limits that are set and not needed, and many tasks whose
// results are gathered.

#include <cstdint>
#include <utility>
#include <vector>

#include "kernel/kernel.h"
#include "syscalls/table.h"
#include "tests/bench/bench.h"
#include "userland/lib/mutex.h"
#include "userland/lib/task_future.h"
#include "userland/lib/timeout.h"

namespace corix::bench {
namespace {

Co<int> AtOnce() { co_return 1; }

Process Limit(std::int64_t times) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < times; ++i)
    sum += (co_await WithTimeout(absl::Hours(1), AtOnce())).value_or(0);
  benchmark::DoNotOptimize(sum);
}

// A limit set around a call, and taken away again: each looks at the host's clock once, and makes
// two frames.
void TimeoutSetAndCancelled(benchmark::State& state) {
  constexpr std::int64_t kMillion = 1'000'000;
  for (auto _ : state) {
    Kernel kernel;
    kernel.Spawn(Limit(kMillion));
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, kMillion);
}
BENCHMARK(TimeoutSetAndCancelled)->Unit(benchmark::kMillisecond);

constexpr std::size_t kMany = 100'000;

Process GatherMany() {
  std::vector<Co<int>> all;
  all.reserve(kMany);
  for (std::size_t i = 0; i < kMany; ++i) all.push_back(AtOnce());
  const std::vector<int> values = co_await Gather(std::move(all));
  benchmark::DoNotOptimize(values.data());
}

void GatherHundredThousand(benchmark::State& state) {
  for (auto _ : state) {
    Kernel kernel;
    kernel.Spawn(GatherMany());
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, kMany);
}
BENCHMARK(GatherHundredThousand)->Unit(benchmark::kMillisecond);

Process SpawnMany() {
  for (std::size_t i = 0; i < kMany; ++i) co_yield NewTask(AtOnce()).Detached();
}

// The same number of tasks, whose results nobody wants.
void SpawnHundredThousand(benchmark::State& state) {
  for (auto _ : state) {
    Kernel kernel;
    kernel.Spawn(SpawnMany());
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, kMany);
}
BENCHMARK(SpawnHundredThousand)->Unit(benchmark::kMillisecond);

Process LockAndUnlock(std::int64_t times) {
  Mutex mutex;
  for (std::int64_t i = 0; i < times; ++i) {
    const absl::StatusOr<Mutex::Guard> guard = co_await mutex.Lock();
    benchmark::DoNotOptimize(guard.ok());
  }
}

// A mutex that nobody else wants.
void MutexUncontended(benchmark::State& state) {
  for (auto _ : state) {
    Kernel kernel;
    kernel.Spawn(LockAndUnlock(kMany));
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, kMany);
}
BENCHMARK(MutexUncontended)->Unit(benchmark::kMicrosecond);

const bool kAims = Aim("TimeoutSetAndCancelled", "", 100) &&
                   Aim("GatherHundredThousand", "SpawnHundredThousand", 5) &&
                   Aim("MutexUncontended", "", 10);

}  // namespace
}  // namespace corix::bench
