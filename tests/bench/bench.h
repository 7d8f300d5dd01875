// tests/bench/bench.h: benchmarks that compare with something in the same run.
//
// A benchmark reports the nanoseconds of one item (a turn, a call, a task). What it is compared
// with, and the aim, are stated beside it; after the run, the main program prints the medians over
// all repetitions, and their ratios.
#ifndef CORIX_TESTS_BENCH_BENCH_H_
#define CORIX_TESTS_BENCH_BENCH_H_

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

namespace corix::bench {

// States that the median of `name` is to be at most `aim` times that of `baseline`; without a
// baseline, at most `aim` nanoseconds. Returns true, so that it can stand at namespace scope.
bool Aim(std::string name, std::string baseline, double aim);

// Says how many items one iteration of the loop did: the table at the end is by item, in processor
// time.
inline void ItemsPerIteration(benchmark::State& state, std::int64_t items) {
  state.counters["items"] = static_cast<double>(items);
}

}  // namespace corix::bench

#endif  // CORIX_TESTS_BENCH_BENCH_H_
