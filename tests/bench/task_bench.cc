// What calls, lives and deaths of tasks cost.

#include <cstdint>
#include <vector>

#include "kernel/kernel.h"
#include "syscalls/table.h"
#include "tests/bench/bench.h"

namespace corix::bench {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

void RunAll(benchmark::State& state, Kernel& kernel) {
  if (!kernel.Run().ok()) state.SkipWithError("the kernel stopped");
}

// ---- Subroutines ----

Co<int> Increment(int n) { co_return n + 1; }

Process CallInALoop(benchmark::State& state) {
  int n = 0;
  for (auto _ : state) n = co_await Increment(n);
  benchmark::DoNotOptimize(n);
}

void CallAndReturn(benchmark::State& state) {
  Kernel kernel;
  kernel.Spawn(CallInALoop(state));
  RunAll(state, kernel);
  ItemsPerIteration(state, 1);
}
BENCHMARK(CallAndReturn);

// ---- Spawn, run, exit, reap ----

Process Nothing() { co_return; }

Process SpawnOneAfterAnother(benchmark::State& state) {
  for (auto _ : state) {
    const Tid child = co_yield NewTask(Nothing());
    const auto status = co_yield WaitTask(child);
    benchmark::DoNotOptimize(status);
  }
}

void SpawnWaitOne(benchmark::State& state) {
  Kernel kernel;
  kernel.Spawn(SpawnOneAfterAnother(state));
  RunAll(state, kernel);
  ItemsPerIteration(state, 1);
}
BENCHMARK(SpawnWaitOne);

Process SpawnDetachedOnes(benchmark::State& state) {
  for (auto _ : state) co_yield NewTask(Nothing()).Detached();
}

void SpawnDetachedOne(benchmark::State& state) {
  Kernel kernel;
  kernel.Spawn(SpawnDetachedOnes(state));
  RunAll(state, kernel);
  ItemsPerIteration(state, 1);
}
BENCHMARK(SpawnDetachedOne);

// All are there before the first one runs.
void SpawnMillion(benchmark::State& state) {
  for (auto _ : state) {
    Kernel kernel;
    std::vector<Tid> tids;
    tids.reserve(kMillion);
    for (std::int64_t i = 0; i < kMillion; ++i) tids.push_back(kernel.Spawn(Nothing()));
    RunAll(state, kernel);
    for (const Tid tid : tids) benchmark::DoNotOptimize(kernel.TakeExit(tid));
  }
  ItemsPerIteration(state, kMillion);
}
BENCHMARK(SpawnMillion)->Unit(benchmark::kMillisecond);

// ---- Kill ----

Process SleepForEver() { co_yield Sleep(absl::InfiniteDuration()); }

Process KillThem(benchmark::State& state) {
  std::vector<Tid> victims;
  victims.reserve(kMillion);
  for (auto _ : state) {
    state.PauseTiming();
    victims.clear();
    for (std::int64_t i = 0; i < kMillion; ++i)
      victims.push_back(co_yield NewTask(SleepForEver()).Detached());
    co_yield Yield();
    state.ResumeTiming();
    for (const Tid victim : victims) co_yield KillTask(victim);
  }
}

void KillMillionSleepers(benchmark::State& state) {
  Kernel kernel;
  kernel.Spawn(KillThem(state));
  RunAll(state, kernel);
  ItemsPerIteration(state, kMillion);
}
BENCHMARK(KillMillionSleepers)->Unit(benchmark::kMillisecond);

const bool kAims = Aim("CallAndReturn", "", 10) && Aim("SpawnWaitOne", "", 30) &&
                   Aim("SpawnDetachedOne", "", 30) && Aim("SpawnMillion", "", 80) &&
                   Aim("KillMillionSleepers", "", 60);

}  // namespace
}  // namespace corix::bench
