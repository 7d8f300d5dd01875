// What timers cost.

#include <cstdint>
#include <random>
#include <vector>

#include "kernel/kernel.h"
#include "syscalls/table.h"
#include "tests/bench/bench.h"

namespace corix::bench {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

Process Nap(absl::Duration duration) { co_yield Sleep(duration); }

// A task that sleeps, and is killed in its sleep: its timer is set and cancelled. The kill of a
// task that sleeps without a timer would cost as much less as the timer does; so this is an upper
// bound.
Process SetAndCancel(benchmark::State& state) {
  for (auto _ : state) {
    const Tid sleeper = co_yield NewTask(Nap(absl::Seconds(30))).Detached();
    co_yield KillTask(sleeper);
  }
}

void SpawnSleepKill(benchmark::State& state) {
  Kernel kernel;
  for (std::int64_t i = 0; i < state.range(0); ++i)
    kernel.Spawn(Nap(absl::Hours(1) + absl::Microseconds(i)));
  const Tid measure = kernel.Spawn(SetAndCancel(state));
  if (!kernel.RunUntilExit(measure).ok()) state.SkipWithError("the kernel stopped");
  ItemsPerIteration(state, 1);
}
BENCHMARK(SpawnSleepKill)->Arg(1000);

// The timer alone: the queue's own operations, with the look at the host's clock that setting one
// takes.
Process SetAndCancelOwn(benchmark::State& state, std::int64_t others) {
  Kernel& kernel = *cpu.kernel;
  Task& self = *cpu.task;
  std::vector<Timer> crowd(static_cast<std::size_t>(others));
  std::mt19937_64 random(1);
  for (Timer& timer : crowd) {
    kernel.timers().Set(
        timer, self,
        kernel.clock().Now() + absl::ToInt64Nanoseconds(absl::Seconds(60 + random() % 60)));
  }
  Timer timer;
  for (auto _ : state) {
    kernel.timers().Set(timer, self,
                        kernel.clock().Now() + absl::ToInt64Nanoseconds(absl::Seconds(30)));
    kernel.timers().Cancel(timer);
  }
  co_return;
}

void SetAndCancelTimer(benchmark::State& state) {
  Kernel kernel;
  kernel.Spawn(SetAndCancelOwn(state, state.range(0)));
  if (!kernel.Run().ok()) state.SkipWithError("the kernel stopped");
  ItemsPerIteration(state, 1);
}
BENCHMARK(SetAndCancelTimer)->Arg(1000);

// A million tasks, each of which sleeps a random time of up to a second. The time is that of the
// processor, since the clock on the wall shows the second; spawning, and the ends of the tasks, are
// part of it.
void MillionRandomSleeps(benchmark::State& state) {
  for (auto _ : state) {
    Kernel kernel;
    std::mt19937_64 random(1);
    for (std::int64_t i = 0; i < kMillion; ++i) {
      kernel.Spawn(Nap(absl::Nanoseconds(static_cast<std::int64_t>(random() % 1'000'000'000))));
    }
    if (!kernel.Run().ok()) state.SkipWithError("the kernel stopped");
  }
  ItemsPerIteration(state, kMillion);
}
BENCHMARK(MillionRandomSleeps)->Unit(benchmark::kMillisecond)->Iterations(1);

const bool kAims = Aim("SetAndCancelTimer/1000", "", 60) && Aim("MillionRandomSleeps", "", 700);

}  // namespace
}  // namespace corix::bench
