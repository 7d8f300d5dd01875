// What a turn costs: Yield and GetTid through the ready queue, against a bare ring of
// coroutine_handle::resume calls.

#include <coroutine>
#include <exception>
#include <vector>

#include "kernel/kernel.h"
#include "syscalls/table.h"
#include "tests/bench/bench.h"

namespace corix::bench {
namespace {

// The least that a coroutine can be: what a turn would cost if there were no kernel.
class Bare {
 public:
  struct promise_type {
    Bare get_return_object() {
      return Bare(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void unhandled_exception() const noexcept { std::terminate(); }
    void return_void() const noexcept {}
  };
  explicit Bare(std::coroutine_handle<> handle) : handle_(handle) {}
  Bare(Bare&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() {
    if (handle_) handle_.destroy();
  }
  void Resume() const { handle_.resume(); }

 private:
  std::coroutine_handle<> handle_;
};

Bare Spin() {
  for (;;) co_await std::suspend_always();
}

void BareRing(benchmark::State& state) {
  std::vector<Bare> ring;
  for (std::int64_t i = 0; i < state.range(0); ++i) ring.push_back(Spin());
  for (auto _ : state) {
    for (const Bare& bare : ring) bare.Resume();
  }
  ItemsPerIteration(state, state.range(0));
}
BENCHMARK(BareRing)->Arg(1)->Arg(1000)->Arg(100000);

template <typename Call>
concept AnswersTid = std::is_same_v<decltype(std::declval<Call&>().TakeAnswer()), Tid>;

// The measuring task is one of the ring: while it goes round once, so does everybody.
template <typename Call>
Process Measure(benchmark::State& state, bool& stop) {
  int sum = 0;
  for (auto _ : state) {
    if constexpr (AnswersTid<Call>) {
      const Tid tid = co_yield Call();
      sum += tid;
    } else {
      co_yield Call();
    }
  }
  benchmark::DoNotOptimize(sum);
  stop = true;
}

template <typename Call>
Process Others(const bool& stop) {
  int sum = 0;
  while (!stop) {
    if constexpr (AnswersTid<Call>) {
      const Tid tid = co_yield Call();
      sum += tid;
    } else {
      co_yield Call();
    }
  }
  benchmark::DoNotOptimize(sum);
}

template <typename Call>
void Turn(benchmark::State& state) {
  Kernel kernel;
  bool stop = false;
  for (std::int64_t i = 1; i < state.range(0); ++i) kernel.Spawn(Others<Call>(stop));
  kernel.Spawn(Measure<Call>(state, stop));
  if (!kernel.Run().ok()) state.SkipWithError("the kernel stopped");
  ItemsPerIteration(state, state.range(0));
}

void YieldTurn(benchmark::State& state) { Turn<Yield>(state); }
void GetTidTurn(benchmark::State& state) { Turn<GetTid>(state); }
BENCHMARK(YieldTurn)->Arg(1)->Arg(1000)->Arg(100000);
BENCHMARK(GetTidTurn)->Arg(1)->Arg(1000)->Arg(100000);

const bool kAims =
    Aim("YieldTurn/1", "BareRing/1", 2.5) && Aim("YieldTurn/1000", "BareRing/1000", 2.0) &&
    Aim("YieldTurn/100000", "BareRing/100000", 4.0) && Aim("GetTidTurn/1", "BareRing/1", 2.5) &&
    Aim("GetTidTurn/1000", "BareRing/1000", 2.0) &&
    Aim("GetTidTurn/100000", "BareRing/100000", 4.0);

}  // namespace
}  // namespace corix::bench
