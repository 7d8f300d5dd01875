// tests/testing.h: what every test of the kernel uses.
//
// CORIX_TEST(Suite, Name) { ... } is a test whose body is a process: it runs as task 1 of a kernel
// with a virtual clock, and in the end nothing may have leaked. (ASSERT_* returns, which a
// coroutine may not: use EXPECT_*.)
#ifndef CORIX_TESTS_TESTING_H_
#define CORIX_TESTS_TESTING_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "kernel/kernel.h"
#include "syscalls/table.h"
#include "userland/lib/print.h"

namespace corix::testing {

// A file in memory that stands for the host's descriptors 1 and 2.
class Capture {
 public:
  Capture();
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  int fd() const { return fd_; }
  // All that was written so far.
  std::string Text() const;

 private:
  int fd_;
};

// A pipe of the host. Whatever is not given away is closed.
class HostPipe {
 public:
  HostPipe();
  ~HostPipe();
  HostPipe(const HostPipe&) = delete;
  HostPipe& operator=(const HostPipe&) = delete;

  int reader() const { return reader_; }
  int writer() const { return writer_; }
  // Gives an end away.
  int TakeReader() { return std::exchange(reader_, -1); }
  int TakeWriter() { return std::exchange(writer_, -1); }
  void CloseReader();
  void CloseWriter();
  // Writes until it is full; returns how many bytes that were.
  std::size_t Fill() const;
  // Reads what is there, without waiting.
  std::string Drain() const;

 private:
  int reader_;
  int writer_;
};

// Options for a kernel with a virtual clock, whose tasks print into `capture`.
KernelOptions VirtualOptions(const Capture& capture);
KernelOptions VirtualOptions();

// Runs until no task is left, and expects that this succeeds.
void ExpectRuns(Kernel& kernel);

// Expects that nothing leaked. The statuses of tasks that the host spawned must have been taken.
void ExpectNoLeaks(const Kernel& kernel);

// Expects that what the kernel keeps in several places agrees (kernel/audit.cc).
void ExpectSound(const Kernel& kernel);

// Runs one process in a fresh kernel with a virtual clock, and expects exit code 0 and no leaks.
// Returns what it printed.
std::string RunToEnd(Process process);

// The same as a test's body.
void RunTest(Process process);

// Processes that many tests need.
Process Nap(absl::Duration duration);
Process YieldTimes(int times);
Process YieldForEver();
Co<int> ReturnCode(int code);
Process WaitFor(Tid tid);

// Calls a function when it dies.
template <typename Function>
class Finally {
 public:
  explicit Finally(Function function) : function_(std::move(function)) {}
  ~Finally() { function_(); }
  Finally(const Finally&) = delete;
  Finally& operator=(const Finally&) = delete;

 private:
  Function function_;
};

// Writes a line when it is destroyed.
class Tracer {
 public:
  Tracer(std::string& log, std::string_view name) : log_(&log), name_(name) {}
  Tracer(Tracer&& other) noexcept
      : log_(std::exchange(other.log_, nullptr)), name_(std::move(other.name_)) {}
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;
  ~Tracer() {
    if (log_ != nullptr) *log_ += "~" + name_ + " ";
  }

 private:
  std::string* log_;
  std::string name_;
};

}  // namespace corix::testing

#define CORIX_TEST(suite, name)                                             \
  static ::corix::Process suite##_##name##_Body();                          \
  TEST(suite, name) { ::corix::testing::RunTest(suite##_##name##_Body()); } \
  static ::corix::Process suite##_##name##_Body()

#endif  // CORIX_TESTS_TESTING_H_
