// What a message costs from one task to another, against two bare coroutines that hand a value over,
// and against a queue between threads.

#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "kernel/kernel.h"
#include "syscalls/table.h"
#include "tests/bench/bench.h"
#include "userland/lib/channel.h"

namespace corix::bench {
namespace {

constexpr std::int64_t kRounds = 100'000;

// ---- Corix ----

Process Pong(Channel<std::int64_t>* there, Channel<std::int64_t>* back) {
  while (std::optional<std::int64_t> n = co_await there->Next())
    (void)(co_await back->Send(*n + 1));
}

Process Ping(Channel<std::int64_t>* there, Channel<std::int64_t>* back) {
  std::int64_t n = 0;
  for (std::int64_t i = 0; i < kRounds; ++i) {
    (void)(co_await there->Send(n));
    n = (co_await back->Next()).value_or(0);
  }
  benchmark::DoNotOptimize(n);
  there->Close();
}

// Two tasks, two channels; each message makes the other task wake up.
void ChannelPingPong(benchmark::State& state) {
  for (auto _ : state) {
    Channel<std::int64_t> there(1);
    Channel<std::int64_t> back(1);
    Kernel kernel;
    kernel.Spawn(Pong(&there, &back));
    kernel.Spawn(Ping(&there, &back));
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, 2 * kRounds);
}
BENCHMARK(ChannelPingPong)->Unit(benchmark::kMillisecond);

Process SendAll(Channel<std::int64_t>* channel) {
  for (std::int64_t i = 0; i < kRounds; ++i) (void)(co_await channel->Send(i));
  channel->Close();
}

Process ReceiveAll(Channel<std::int64_t>* channel) {
  std::int64_t sum = 0;
  while (std::optional<std::int64_t> n = co_await channel->Next()) sum += *n;
  benchmark::DoNotOptimize(sum);
}

// One way, through a buffer of this many messages.
void ChannelThroughput(benchmark::State& state) {
  for (auto _ : state) {
    Channel<std::int64_t> channel(static_cast<std::size_t>(state.range(0)));
    Kernel kernel;
    kernel.Spawn(ReceiveAll(&channel));
    kernel.Spawn(SendAll(&channel));
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, kRounds);
}
BENCHMARK(ChannelThroughput)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);

// ---- Two bare coroutines ----

class Bare {
 public:
  struct promise_type {
    std::int64_t value = 0;
    Bare get_return_object() {
      return Bare(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void unhandled_exception() const noexcept { std::terminate(); }
    void return_void() const noexcept {}
  };
  explicit Bare(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() { handle_.destroy(); }
  void Resume() const { handle_.resume(); }

 private:
  std::coroutine_handle<promise_type> handle_;
};

Bare Increment(std::int64_t& n) {
  for (;;) {
    ++n;
    co_await std::suspend_always();
  }
}

// The least that a message can be: a value in memory, and a resume.
void BareHandOver(benchmark::State& state) {
  std::int64_t n = 0;
  const Bare there = Increment(n);
  const Bare back = Increment(n);
  for (auto _ : state) {
    for (std::int64_t i = 0; i < kRounds; ++i) {
      there.Resume();
      back.Resume();
    }
    benchmark::DoNotOptimize(n);
  }
  ItemsPerIteration(state, 2 * kRounds);
}
BENCHMARK(BareHandOver)->Unit(benchmark::kMicrosecond);

// ---- Threads ----

// A bounded queue between two threads.
class ThreadQueue {
 public:
  explicit ThreadQueue(std::size_t capacity) : capacity_(capacity) {}
  void Push(std::int64_t n) {
    std::unique_lock lock(mutex_);
    not_full_.wait(lock, [this] { return queue_.size() < capacity_; });
    queue_.push_back(n);
    not_empty_.notify_one();
  }
  std::int64_t Pop() {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [this] { return !queue_.empty(); });
    const std::int64_t n = queue_.front();
    queue_.pop_front();
    not_full_.notify_one();
    return n;
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable not_empty_;
  std::condition_variable not_full_;
  std::deque<std::int64_t> queue_;
};

void ThreadQueuePingPong(benchmark::State& state) {
  constexpr std::int64_t kFewer = 5'000;
  for (auto _ : state) {
    ThreadQueue there(1);
    ThreadQueue back(1);
    std::thread pong([&] {
      for (std::int64_t i = 0; i < kFewer; ++i) back.Push(there.Pop() + 1);
    });
    std::int64_t n = 0;
    for (std::int64_t i = 0; i < kFewer; ++i) {
      there.Push(n);
      n = back.Pop();
    }
    pong.join();
    benchmark::DoNotOptimize(n);
  }
  ItemsPerIteration(state, 2 * kFewer);
}
BENCHMARK(ThreadQueuePingPong)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void ThreadQueueThroughput(benchmark::State& state) {
  for (auto _ : state) {
    ThreadQueue queue(static_cast<std::size_t>(state.range(0)));
    std::thread receiver([&] {
      std::int64_t sum = 0;
      for (std::int64_t i = 0; i < kRounds; ++i) sum += queue.Pop();
      benchmark::DoNotOptimize(sum);
    });
    for (std::int64_t i = 0; i < kRounds; ++i) queue.Push(i);
    receiver.join();
  }
  ItemsPerIteration(state, kRounds);
}
BENCHMARK(ThreadQueueThroughput)->Arg(64)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

const bool kAims = Aim("ChannelPingPong", "", 20) && Aim("ChannelPingPong", "BareHandOver", 15) &&
                   Aim("ChannelPingPong", "ThreadQueuePingPong", 1) &&
                   Aim("ChannelThroughput/1", "", 20) && Aim("ChannelThroughput/64", "", 20) &&
                   Aim("ChannelThroughput/64", "ThreadQueueThroughput/64", 1);

}  // namespace
}  // namespace corix::bench
