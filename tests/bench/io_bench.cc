// What it costs to wait for each other through a pipe, and to have descriptors at all.

#include <unistd.h>

#include <array>
#include <cstddef>
#include <thread>
#include <utility>

#include "kernel/kernel.h"
#include "syscalls/table.h"
#include "tests/bench/bench.h"

namespace corix::bench {
namespace {

constexpr int kRounds = 10'000;
constexpr std::size_t kMessage = 64;

// Sends back each message.
Process Pong(File in, File out) {
  std::array<char, kMessage> message;
  for (;;) {
    const auto bytes = co_yield Read(in, absl::MakeSpan(message));
    if (!bytes.ok() || *bytes == 0) co_return;
    (void)(co_yield Write(out, {message.data(), *bytes}));
  }
}

Process Ping(int rounds) {
  PipeEnds there = co_yield Pipe();
  PipeEnds back = co_yield Pipe();
  co_yield NewTask(Pong(std::move(there.reader), std::move(back.writer))).Detached();
  std::array<char, kMessage> message = {};
  for (int i = 0; i < rounds; ++i) {
    (void)(co_yield Write(there.writer, {message.data(), message.size()}));
    (void)(co_yield Read(back.reader, absl::MakeSpan(message)));
  }
}

// Two tasks, two pipes inside the kernel; each message makes the other task wake up.
void PipePingPong(benchmark::State& state) {
  for (auto _ : state) {
    Kernel kernel;
    kernel.Spawn(Ping(kRounds));
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, 2 * kRounds);
}
BENCHMARK(PipePingPong)->Unit(benchmark::kMillisecond);

// Two threads, two pipes of the host. (By the wall: the threads wait for each other.)
void HostPipePingPong(benchmark::State& state) {
  for (auto _ : state) {
    std::array<int, 2> there;
    std::array<int, 2> back;
    if (pipe(there.data()) != 0 || pipe(back.data()) != 0) return;
    std::thread pong([&] {
      std::array<char, kMessage> message;
      for (ssize_t n = 0; (n = read(there[0], message.data(), message.size())) > 0;)
        if (write(back[1], message.data(), static_cast<std::size_t>(n)) < 0) return;
    });
    std::array<char, kMessage> message = {};
    for (int i = 0; i < kRounds; ++i) {
      if (write(there[1], message.data(), message.size()) < 0) return;
      if (read(back[0], message.data(), message.size()) < 0) return;
    }
    close(there[1]);
    pong.join();
    for (const int fd : {there[0], back[0], back[1]}) close(fd);
  }
  ItemsPerIteration(state, 2 * kRounds);
}
BENCHMARK(HostPipePingPong)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
const bool kPingPongAim = Aim("PipePingPong", "HostPipePingPong", 1.0);

Process AskForReadiness(int times) {
  PipeEnds pipe = co_yield Pipe();
  for (int i = 0; i < times; ++i) (void)(co_yield WaitIO(pipe.writer, IoEvents::kWritable));
}

// WaitIO on a pipe that is ready.
void WaitIoReady(benchmark::State& state) {
  for (auto _ : state) {
    Kernel kernel;
    kernel.Spawn(AskForReadiness(kRounds));
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, kRounds);
}
BENCHMARK(WaitIoReady)->Unit(benchmark::kMicrosecond);
const bool kWaitIoAim = Aim("WaitIoReady", "", 50);

Process Nothing() { co_return; }

// The file at a null device is the cheapest that can stand behind all ten descriptors.
Process SpawnWith(int descriptors, int times) {
  for (int fd = 0; fd < 10; ++fd) {
    if (fd >= descriptors) {
      (void)(co_yield Close(fd));
      continue;
    }
    const absl::StatusOr<File> null = co_yield Open("/dev/null", OpenMode::kReadWrite);
    (void)(co_yield Dup2(*null, fd));
  }
  for (int i = 0; i < times; ++i) co_yield NewTask(Nothing()).Detached();
}

void SpawnWithoutDescriptors(benchmark::State& state) {
  for (auto _ : state) {
    Kernel kernel;
    kernel.Spawn(SpawnWith(0, kRounds));
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, kRounds);
}
BENCHMARK(SpawnWithoutDescriptors)->Unit(benchmark::kMicrosecond);

void SpawnWithTenDescriptors(benchmark::State& state) {
  for (auto _ : state) {
    Kernel kernel;
    kernel.Spawn(SpawnWith(10, kRounds));
    benchmark::DoNotOptimize(kernel.Run().ok());
  }
  ItemsPerIteration(state, kRounds);
}
BENCHMARK(SpawnWithTenDescriptors)->Unit(benchmark::kMicrosecond);
const bool kSpawnAim = Aim("SpawnWithTenDescriptors", "SpawnWithoutDescriptors", 1.2);

}  // namespace
}  // namespace corix::bench
