#include "tests/testing.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>

namespace corix::testing {

Capture::Capture() : fd_(memfd_create("capture", MFD_CLOEXEC)) {}

Capture::~Capture() { close(fd_); }

std::string Capture::Text() const {
  std::string text;
  std::array<char, 4096> piece;
  for (off_t at = 0;;) {
    const ssize_t n = pread(fd_, piece.data(), piece.size(), at);
    if (n <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(n));
    at += n;
  }
}

HostPipe::HostPipe() : reader_(-1), writer_(-1) {
  std::array<int, 2> ends;
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  reader_ = ends[0];
  writer_ = ends[1];
}

HostPipe::~HostPipe() {
  CloseReader();
  CloseWriter();
}

void HostPipe::CloseReader() {
  if (reader_ >= 0) close(std::exchange(reader_, -1));
}

void HostPipe::CloseWriter() {
  if (writer_ >= 0) close(std::exchange(writer_, -1));
}

std::size_t HostPipe::Fill() const {
  const int flags = fcntl(writer_, F_GETFL);
  fcntl(writer_, F_SETFL, flags | O_NONBLOCK);
  std::array<char, 4096> piece;
  piece.fill('.');
  std::size_t bytes = 0;
  for (std::size_t size = piece.size(); size > 0;) {
    const ssize_t n = write(writer_, piece.data(), size);
    if (n > 0) {
      bytes += static_cast<std::size_t>(n);
    } else {
      size /= 2;
    }
  }
  fcntl(writer_, F_SETFL, flags);
  return bytes;
}

std::string HostPipe::Drain() const {
  const int flags = fcntl(reader_, F_GETFL);
  fcntl(reader_, F_SETFL, flags | O_NONBLOCK);
  std::string text;
  std::array<char, 4096> piece;
  for (ssize_t n = 0; (n = read(reader_, piece.data(), piece.size())) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(n));
  }
  fcntl(reader_, F_SETFL, flags);
  return text;
}

KernelOptions VirtualOptions(const Capture& capture) {
  KernelOptions options = VirtualOptions();
  options.host_descriptors = {0, capture.fd(), capture.fd()};
  return options;
}

KernelOptions VirtualOptions() {
  KernelOptions options;
  options.clock = ClockKind::kVirtual;
  return options;
}

void ExpectRuns(Kernel& kernel) {
  const absl::Status status = kernel.Run();
  EXPECT_TRUE(status.ok()) << status.message();
}

void ExpectNoLeaks(const Kernel& kernel) {
  EXPECT_TRUE(kernel.Leaks().clean()) << kernel.Leaks().ToString();
  ExpectSound(kernel);
}

void ExpectSound(const Kernel& kernel) {
  for (const std::string& finding : kernel.Audit()) ADD_FAILURE() << finding;
}

std::string RunToEnd(Process process) {
  const Capture capture;
  // The frame of `process` was made before the kernel: the kernel must not count it among those
  // that leaked.
  Kernel kernel(VirtualOptions(capture));
  const Tid tid = kernel.Spawn("test", std::move(process));
  ExpectRuns(kernel);
  const absl::StatusOr<ExitStatus> status = kernel.TakeExit(tid);
  EXPECT_TRUE(status.ok()) << status.status().message();
  EXPECT_EQ(status.value_or(ExitStatus::Returned(-1)), ExitStatus::Returned(0)) << capture.Text();
  LeakReport leaks = kernel.Leaks();
  ++leaks.frames;
  EXPECT_TRUE(leaks.clean()) << leaks.ToString();
  ExpectSound(kernel);
  return capture.Text();
}

void RunTest(Process process) { RunToEnd(std::move(process)); }

Process Nap(absl::Duration duration) { co_yield Sleep(duration); }

Process YieldTimes(int times) {
  for (int i = 0; i < times; ++i) co_yield Yield();
}

Process YieldForEver() {
  for (;;) co_yield Yield();
}

Co<int> ReturnCode(int code) { co_return code; }

Process WaitFor(Tid tid) {
  const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
  co_yield Exit(status.ok() ? status->code : 1);
}

}  // namespace corix::testing
