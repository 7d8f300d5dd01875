// userland/bin/weigh_host.h: what units of execution of the host cost. For threads: it all blocks.
#ifndef CORIX_USERLAND_BIN_WEIGH_HOST_H_
#define CORIX_USERLAND_BIN_WEIGH_HOST_H_

#include <array>
#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace corix {

// What one unit costs.
struct Weight {
  std::size_t touched = 0;   // bytes of memory that it uses
  std::size_t reserved = 0;  // bytes of address space that are kept for it; 0: not known
  double switch_ns = 0;      // from one to the next
};

// Two pipes of the host, for a ping-pong. Whatever is not given away is closed.
class PingPong {
 public:
  PingPong() = default;
  ~PingPong();
  PingPong(const PingPong&) = delete;
  PingPong& operator=(const PingPong&) = delete;

  // RESOURCE_EXHAUSTED: the host has no more descriptors.
  absl::Status Open();
  // The ends of the one who answers, to be given away.
  int TakeItsReader();
  int TakeItsWriter();

  // Closes the way to the other one, so that it sees the end.
  void HangUp();
  // Reads one line that the other one sends first. Empty if it has ended.
  std::string ReadLine() const;
  // Sends a byte and waits for it to come back, again and again for a tenth of a second. Answers
  // the time of one way. UNAVAILABLE: the other one has ended.
  absl::StatusOr<double> Measure() const;
  // The other side of it, until the first one hangs up.
  void Answer() const;

 private:
  // 0 and 1: to the other one; 2 and 3: back.
  std::array<int, 4> fds_ = {-1, -1, -1, -1};
};

// A process of the host that sends its process id as a line and then whatever comes back, as cat
// does. UNAVAILABLE: it has not started, or has ended.
absl::StatusOr<Weight> WeighProcess(const PingPong& pipes);

// RESOURCE_EXHAUSTED: the host gives us no thread, or no descriptors.
absl::StatusOr<Weight> WeighThread();

// A function with a stack of its own. It is switched to by hand where we know how to; else as
// glibc does it, which is `portable_ns` and includes a system call for the signal mask.
// RESOURCE_EXHAUSTED: the host gives us no memory.
struct StackfulWeight : Weight {
  double portable_ns = 0;
};
absl::StatusOr<StackfulWeight> WeighStackful();

// How many of these bytes, which begin with a page, have memory behind them.
std::size_t TouchedBytes(void* begin, std::size_t bytes);

// Bytes of memory that this process has in use just now; 0 if the host does not say.
std::size_t ResidentBytes();

}  // namespace corix

#endif  // CORIX_USERLAND_BIN_WEIGH_HOST_H_
