#include "userland/bin/weigh_host.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace corix {
namespace {

using StopClock = std::chrono::steady_clock;
using Nanoseconds = std::chrono::duration<double, std::nano>;

// Keeps a thread of the host on the processor on which it is, and whoever it starts: between two
// processors one would measure how long the host takes to wake the other.
class Pinned {
 public:
  Pinned() {
    pinned_ = sched_getaffinity(0, sizeof(before_), &before_) == 0;
    const int processor = sched_getcpu();
    CPU_ZERO(&here_);
    if (processor >= 0) CPU_SET(processor, &here_);
    pinned_ = pinned_ && Pin(0);
  }
  ~Pinned() {
    if (pinned_) sched_setaffinity(0, sizeof(before_), &before_);
  }
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;

  // Brings another thread or process here.
  bool Pin(pid_t id) const { return sched_setaffinity(id, sizeof(here_), &here_) == 0; }

 private:
  cpu_set_t before_ = {};
  cpu_set_t here_ = {};
  bool pinned_ = false;
};

// Of the calling thread.
Weight StackOfThread() {
  Weight weight;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return weight;
  void* begin = nullptr;
  if (pthread_attr_getstack(&attributes, &begin, &weight.reserved) == 0)
    weight.touched = TouchedBytes(begin, weight.reserved);
  pthread_attr_destroy(&attributes);
  return weight;
}

// The memory of a process that it shares with no other.
std::size_t PrivateBytes(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/smaps_rollup"));
  std::size_t kilobytes = 0;
  for (std::string word; file >> word;) {
    std::size_t number = 0;
    if ((word == "Private_Clean:" || word == "Private_Dirty:") && file >> number)
      kilobytes += number;
  }
  return kilobytes * 1024;
}

absl::Status NoMore(const char* what) {
  return absl::ResourceExhaustedError(absl::StrCat("the host gives us no ", what));
}

}  // namespace

std::size_t TouchedBytes(void* begin, std::size_t bytes) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> pages((bytes + page - 1) / page);
  if (mincore(begin, bytes, pages.data()) != 0) return 0;
  std::size_t touched = 0;
  for (const unsigned char state : pages) touched += (state & 1U) != 0 ? page : 0;
  return touched;
}

PingPong::~PingPong() {
  for (const int fd : fds_) {
    if (fd >= 0) close(fd);
  }
}

void PingPong::HangUp() { close(std::exchange(fds_[1], -1)); }

absl::Status PingPong::Open() {
  for (const std::size_t at : {0, 2}) {
    if (pipe2(&fds_[at], O_CLOEXEC) != 0) return NoMore("pipe");
  }
  return absl::OkStatus();
}

int PingPong::TakeItsReader() { return std::exchange(fds_[0], -1); }
int PingPong::TakeItsWriter() { return std::exchange(fds_[3], -1); }

std::string PingPong::ReadLine() const {
  std::string line;
  for (char c = 0; read(fds_[2], &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

absl::StatusOr<double> PingPong::Measure() const {
  constexpr int kRoundsPerLook = 100;
  const StopClock::time_point begin = StopClock::now();
  const StopClock::time_point enough = begin + std::chrono::milliseconds(100);
  StopClock::time_point now = begin;
  for (int rounds = 0;;) {
    for (int round = 0; round < kRoundsPerLook; ++round) {
      char byte = 'x';
      if (write(fds_[1], &byte, 1) != 1 || read(fds_[2], &byte, 1) != 1)
        return absl::UnavailableError("the other side of the ping-pong has ended");
    }
    rounds += kRoundsPerLook;
    now = StopClock::now();
    if (now >= enough) return Nanoseconds(now - begin).count() / (2.0 * rounds);
  }
}

void PingPong::Answer() const {
  for (char byte = 0; read(fds_[0], &byte, 1) == 1 && write(fds_[3], &byte, 1) == 1;) {
  }
}

absl::StatusOr<Weight> WeighProcess(const PingPong& pipes) {
  const Pinned here;
  pid_t pid = 0;
  if (!absl::SimpleAtoi(pipes.ReadLine(), &pid))
    return absl::UnavailableError("the process did not start");
  here.Pin(pid);
  const absl::StatusOr<double> nanoseconds = pipes.Measure();
  if (!nanoseconds.ok()) return nanoseconds.status();
  Weight weight;
  weight.touched = PrivateBytes(pid);
  weight.switch_ns = *nanoseconds;
  return weight;
}

absl::StatusOr<Weight> WeighThread() {
  const Pinned here;
  PingPong there;
  if (absl::Status opened = there.Open(); !opened.ok()) return opened;
  Weight weight;
  std::thread thread;
  try {
    thread = std::thread([&weight, &there] {
      there.Answer();
      weight = StackOfThread();
    });
  } catch (const std::system_error&) {
    return NoMore("thread");
  }
  const absl::StatusOr<double> nanoseconds = there.Measure();
  there.HangUp();
  thread.join();
  if (!nanoseconds.ok()) return nanoseconds.status();
  weight.switch_ns = *nanoseconds;
  return weight;
}

std::size_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace corix
