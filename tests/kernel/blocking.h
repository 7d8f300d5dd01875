// tests/kernel/blocking.h: what the tests of RunBlocking share.
#ifndef CORIX_TESTS_KERNEL_BLOCKING_H_
#define CORIX_TESTS_KERNEL_BLOCKING_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "tests/testing.h"

namespace corix::testing {

// Keeps functions on their threads until it is opened, for so many or for all.
class Gate {
 public:
  void Pass() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return passes_ > 0; });
    --passes_;
    ++passed_;
  }
  void Open(int passes = 1'000'000'000) {
    const std::lock_guard lock(mutex_);
    passes_ += passes;
    changed_.notify_all();
  }
  // Waits, on the host's thread, until so many have come here in all.
  void AwaitArrivals(int arrivals) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return arrived_ >= arrivals; });
  }
  int arrived() {
    const std::lock_guard lock(mutex_);
    return arrived_;
  }
  // How many stand before it.
  int waiting() {
    const std::lock_guard lock(mutex_);
    return arrived_ - passed_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
  int passed_ = 0;
  int passes_ = 0;
};

// What became of a function.
struct Fate {
  Gate gate;
  std::atomic<int> begun{0};
  std::atomic<int> finished{0};
  // Of the function, and of its result.
  std::atomic<int> destroyed{0};
  std::atomic<int> destroyed_elsewhere{0};
  const std::thread::id home = std::this_thread::get_id();
};

// Tells when it is destroyed.
class Witness {
 public:
  explicit Witness(std::shared_ptr<Fate> fate) : fate_(std::move(fate)) {}
  Witness(Witness&&) noexcept = default;
  Witness& operator=(Witness&&) = delete;
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
  ~Witness() {
    if (fate_ == nullptr) return;
    ++fate_->destroyed;
    if (std::this_thread::get_id() != fate_->home) ++fate_->destroyed_elsewhere;
  }
  Fate& fate() const { return *fate_; }
  Witness Another() const { return Witness(fate_); }

 private:
  std::shared_ptr<Fate> fate_;
};

// Waits at the gate on a thread. The result is a witness too.
inline Process PassGate(std::shared_ptr<Fate> fate) {
  auto pass = [witness = Witness(fate)] {
    ++witness.fate().begun;
    witness.fate().gate.Pass();
    ++witness.fate().finished;
    return witness.Another();
  };
  const Witness result = co_yield RunBlocking(std::move(pass));
}

inline KernelOptions Bounds(std::size_t threads, std::size_t jobs) {
  KernelOptions options = VirtualOptions();
  options.blocking_threads = threads;
  options.blocking_jobs = jobs;
  return options;
}

// The body of a test, in a kernel with such options.
inline void RunIn(const KernelOptions& options, Process process) {
  Kernel kernel(options);
  const Tid tid = kernel.Spawn("test", std::move(process));
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(tid).value(), ExitStatus::Returned(0));
  LeakReport leaks = kernel.Leaks();
  ++leaks.frames;  // that of `process` was made before the kernel
  EXPECT_TRUE(leaks.clean()) << leaks.ToString();
}

// Lets the poller wait, on the host's thread, until the host has woken a sleeper.
inline void AwaitWakeUp(Tid sleeper) {
  while (cpu.kernel->FindTask(sleeper)->state() == TaskState::kSleeping)
    cpu.kernel->poller().Poll(TimerQueue::kNever);
}

}  // namespace corix::testing

#endif  // CORIX_TESTS_KERNEL_BLOCKING_H_
