// What an element of a generator costs, against a loop written by hand.

#include <cstdint>

#include "tests/bench/bench.h"
#include "userland/lib/generator.h"

namespace corix::bench {
namespace {

constexpr std::int64_t kElements = 100'000;

// Something for each element, so that the loop is not computed away as a whole.
std::uint64_t Mix(std::uint64_t sum, std::uint64_t element) {
  return (sum ^ element) * 0x9E3779B97F4A7C15U;
}

void HandWrittenLoop(benchmark::State& state) {
  for (auto _ : state) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < kElements; ++i) {
      benchmark::DoNotOptimize(i);
      sum = Mix(sum, i);
    }
    benchmark::DoNotOptimize(sum);
  }
  ItemsPerIteration(state, kElements);
}
BENCHMARK(HandWrittenLoop);

Generator<std::uint64_t> Numbers() {
  for (std::uint64_t i = 0; i < kElements; ++i) co_yield i;
}

Generator<std::uint64_t> Below(std::int64_t depth) {
  if (depth > 1) {
    co_yield ElementsOf(Below(depth - 1));
  } else {
    co_yield ElementsOf(Numbers());
  }
}

void Consume(benchmark::State& state, Generator<std::uint64_t> numbers) {
  std::uint64_t sum = 0;
  for (const std::uint64_t i : numbers) sum = Mix(sum, i);
  benchmark::DoNotOptimize(sum);
  (void)state;
}

void GeneratorLoop(benchmark::State& state) {
  for (auto _ : state) Consume(state, Numbers());
  ItemsPerIteration(state, kElements);
}
BENCHMARK(GeneratorLoop);

void DelegationDeep(benchmark::State& state) {
  for (auto _ : state) Consume(state, Below(state.range(0)));
  ItemsPerIteration(state, kElements);
}
BENCHMARK(DelegationDeep)->Arg(1)->Arg(1000);

const bool kAims = Aim("GeneratorLoop", "", 3) && Aim("GeneratorLoop", "HandWrittenLoop", 3) &&
                   Aim("DelegationDeep/1000", "DelegationDeep/1", 1.3);

}  // namespace
}  // namespace corix::bench
