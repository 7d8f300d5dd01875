// A peer for channel_bench.cc: the channel of Asio, between two of its coroutines on one thread.

#include <asio.hpp>
#include <asio/experimental/channel.hpp>
#include <cstdint>

#include "tests/bench/bench.h"

namespace corix::bench {
namespace {

constexpr std::int64_t kRounds = 20'000;

using Channel = asio::experimental::channel<void(asio::error_code, std::int64_t)>;

asio::awaitable<void> Pong(Channel& there, Channel& back) {
  for (std::int64_t i = 0; i < kRounds; ++i) {
    const std::int64_t n = co_await there.async_receive(asio::use_awaitable);
    co_await back.async_send(asio::error_code(), n + 1, asio::use_awaitable);
  }
}

asio::awaitable<void> Ping(Channel& there, Channel& back) {
  std::int64_t n = 0;
  for (std::int64_t i = 0; i < kRounds; ++i) {
    co_await there.async_send(asio::error_code(), n, asio::use_awaitable);
    n = co_await back.async_receive(asio::use_awaitable);
  }
  benchmark::DoNotOptimize(n);
}

void AsioChannelPingPong(benchmark::State& state) {
  for (auto _ : state) {
    asio::io_context context(1);
    Channel there(context, 1);
    Channel back(context, 1);
    asio::co_spawn(context, Pong(there, back), asio::detached);
    asio::co_spawn(context, Ping(there, back), asio::detached);
    context.run();
  }
  ItemsPerIteration(state, 2 * kRounds);
}
BENCHMARK(AsioChannelPingPong)->Unit(benchmark::kMillisecond);

const bool kAim = Aim("ChannelPingPong", "AsioChannelPingPong", 1);

}  // namespace
}  // namespace corix::bench
