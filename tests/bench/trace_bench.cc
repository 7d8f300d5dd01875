// What a trace costs: a trap that is recorded, against one that is not; and the text, for a million
// records of thousands of tasks that wake each other, as the connections of a server do.

#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

#include "kernel/kernel.h"
#include "kernel/trace_json.h"
#include "kernel/trace_recorder.h"
#include "syscalls/table.h"
#include "tests/bench/bench.h"
#include "userland/lib/channel.h"

namespace corix::bench {
namespace {

Process CountTraps(benchmark::State& state, bool& stop) {
  for (auto _ : state) co_yield Yield();
  stop = true;
}

Process YieldUntil(const bool& stop) {
  while (!stop) co_yield Yield();
}

void YieldRound(benchmark::State& state, bool traced) {
  constexpr std::size_t kRing = std::size_t{4} << 20U;
  Kernel kernel;
  if (traced) kernel.SetTracer(std::make_unique<TraceRecorder>(kernel, kRing));
  bool stop = false;
  for (std::int64_t i = 1; i < state.range(0); ++i) kernel.Spawn(YieldUntil(stop));
  kernel.Spawn(CountTraps(state, stop));
  if (!kernel.Run().ok()) state.SkipWithError("the kernel stopped");
  ItemsPerIteration(state, state.range(0));
}

void UntracedYield(benchmark::State& state) { YieldRound(state, false); }
void TracedYield(benchmark::State& state) { YieldRound(state, true); }
BENCHMARK(UntracedYield)->Arg(1)->Arg(1000);
BENCHMARK(TracedYield)->Arg(1)->Arg(1000);

Process Answer(Channel<int>* there, Channel<int>* back) {
  while (const std::optional<int> n = co_await there->Next()) (void)co_await back->Send(*n);
}

Process Ask(Channel<int>* there, Channel<int>* back, int rounds) {
  for (int i = 0; i < rounds; ++i) {
    (void)co_await there->Send(i);
    (void)co_await back->Next();
  }
  there->Close();
}

// Runs until a million things and more were recorded: four for each message.
TraceLog TraceOfServer(bool traced) {
  constexpr int kPairs = 5'000;
  constexpr int kRounds = 30;
  Kernel kernel;
  if (traced) kernel.SetTracer(std::make_unique<TraceRecorder>(kernel));
  std::vector<std::unique_ptr<Channel<int>>> channels;
  for (int i = 0; i < kPairs; ++i) {
    for (int k = 0; k < 2; ++k) channels.push_back(std::make_unique<Channel<int>>(1));
    Channel<int>* const there = channels[channels.size() - 2].get();
    Channel<int>* const back = channels.back().get();
    kernel.Spawn("connection", Answer(there, back));
    kernel.Spawn("client", Ask(there, back, kRounds));
  }
  benchmark::DoNotOptimize(kernel.Run().ok());
  return traced ? kernel.tracer()->Look() : TraceLog();
}

// By record, memory for all of them included.
void ServerRecorded(benchmark::State& state) {
  std::uint64_t records = 0;
  for (auto _ : state) records = TraceOfServer(true).records();
  ItemsPerIteration(state, static_cast<std::int64_t>(records));
}
BENCHMARK(ServerRecorded)->Unit(benchmark::kMillisecond);

// By record; `seconds` for a million of them, `bytes_each` of text for each.
void ServerText(benchmark::State& state) {
  const TraceLog trace = TraceOfServer(true);
  std::size_t bytes = 0;
  const auto began = std::chrono::steady_clock::now();
  for (auto _ : state) {
    bytes = 0;
    TraceJson json(trace);
    for (std::string_view text = json.Next(); !text.empty(); text = json.Next())
      bytes += text.size();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  const auto records = static_cast<double>(trace.records());
  ItemsPerIteration(state, static_cast<std::int64_t>(trace.records()));
  state.counters["records"] = records;
  state.counters["bytes_each"] = static_cast<double>(bytes) / records;
  state.counters["seconds_a_million"] =
      took.count() / static_cast<double>(state.iterations()) / records * 1e6;
}
BENCHMARK(ServerText)->Unit(benchmark::kMillisecond);

// (A trap of a few nanoseconds, and at most 60 more.)
const bool kAims = Aim("TracedYield/1", "", 65) && Aim("TracedYield/1000", "", 65) &&
                   Aim("TracedYield/1000", "UntracedYield/1000", 20) && Aim("ServerText", "", 3000);

}  // namespace
}  // namespace corix::bench
