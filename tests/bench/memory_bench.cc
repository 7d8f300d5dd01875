// What a sleeping task takes up, everything counted: how much the host process grows by a million
// of them.

#include <cstdint>
#include <cstdio>

#include "kernel/kernel.h"
#include "syscalls/table.h"
#include "tests/bench/bench.h"

namespace corix::bench {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

// Resident memory of this process, from /proc/self/statm.
std::int64_t ResidentBytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  long long total = 0;
  long long resident = 0;
  const int fields = std::fscanf(file, "%lld %lld", &total, &resident);
  std::fclose(file);
  constexpr std::int64_t kPage = 4096;
  return fields == 2 ? resident * kPage : 0;
}

Process SleepForEver() { co_yield Sleep(absl::InfiniteDuration()); }

// Not a time: bytes for each task. It runs before all others, in a process whose pools are empty.
void BytesOfASleepingTask(benchmark::State& state) {
  double bytes = 0;
  for (auto _ : state) {
    Kernel kernel;
    const std::int64_t before = ResidentBytes();
    for (std::int64_t i = 0; i < kMillion; ++i) kernel.Spawn(SleepForEver());
    kernel.RunReady();
    bytes = static_cast<double>(ResidentBytes() - before) / kMillion;
  }
  state.counters["bytes"] = bytes;
}
BENCHMARK(BytesOfASleepingTask)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace corix::bench
