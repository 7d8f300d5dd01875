// What an element of a generator costs, against a loop written by hand.

#include <cstdint>

#include "kernel/kernel.h"
#include "tests/bench/bench.h"
#include "userland/lib/async_generator.h"
#include "userland/lib/generator.h"
#include "userland/lib/pipeline.h"

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

// ---- Asynchronous generators, against a call of a subroutine ----

AsyncGenerator<std::uint64_t> AsyncNumbers() {
  for (std::uint64_t i = 0;; ++i) co_yield i;
}

Process AskInALoop(benchmark::State& state) {
  AsyncGenerator<std::uint64_t> numbers = AsyncNumbers();
  std::uint64_t sum = 0;
  for (auto _ : state) {
    const std::optional<std::uint64_t> i = co_await numbers.Next();
    sum = Mix(sum, *i);
  }
  benchmark::DoNotOptimize(sum);
}

void AsyncGeneratorLoop(benchmark::State& state) {
  Kernel kernel;
  kernel.Spawn(AskInALoop(state));
  if (!kernel.Run().ok()) state.SkipWithError("the kernel stopped");
  ItemsPerIteration(state, 1);
}
BENCHMARK(AsyncGeneratorLoop);

// ---- Sinks ----

[[gnu::noinline]] void AddUp(std::uint64_t& sum, const std::uint64_t& item) {
  sum = Mix(sum, item);
}

void FunctionCall(benchmark::State& state) {
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (std::uint64_t i = 0; i < kElements; ++i) AddUp(sum, i);
  }
  benchmark::DoNotOptimize(sum);
  ItemsPerIteration(state, kElements);
}
BENCHMARK(FunctionCall);

Sink<std::uint64_t> AddUpInto(std::uint64_t& sum) {
  while (const std::uint64_t* item = co_yield kNext) sum = Mix(sum, *item);
}

void SendAll(benchmark::State& state, const Sink<std::uint64_t>& sink) {
  for (auto _ : state) {
    for (std::uint64_t i = 0; i < kElements; ++i) benchmark::DoNotOptimize(sink.Send(i).ok());
  }
  ItemsPerIteration(state, kElements);
}

void SinkSend(benchmark::State& state) {
  std::uint64_t sum = 0;
  SendAll(state, AddUpInto(sum));
  benchmark::DoNotOptimize(sum);
}
BENCHMARK(SinkSend);

// Each item passes through ten sinks.
void SinkChainOfTen(benchmark::State& state) {
  std::uint64_t sum = 0;
  Sink<std::uint64_t> chain = AddUpInto(sum);
  for (int i = 0; i < 9; ++i)
    chain = Map<std::uint64_t>([](std::uint64_t item) { return item + 1; }, std::move(chain));
  SendAll(state, chain);
  benchmark::DoNotOptimize(sum);
}
BENCHMARK(SinkChainOfTen);

const bool kAims = Aim("GeneratorLoop", "", 3) && Aim("GeneratorLoop", "HandWrittenLoop", 3) &&
                   Aim("DelegationDeep/1000", "DelegationDeep/1", 1.3) &&
                   Aim("AsyncGeneratorLoop", "", 10) && Aim("SinkSend", "FunctionCall", 4) &&
                   Aim("SinkChainOfTen", "SinkSend", 15);

}  // namespace
}  // namespace corix::bench
