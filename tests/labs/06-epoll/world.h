// The world outside of the kernel under test: a clock, and what others do at the far ends of its
// descriptors.
//
// The kernel asks the host by epoll_wait. A shim stands before that call. It never waits: when
// there is nothing to report, it lets the next thing in the world happen, at its time, and asks
// again. So a test is the same each time, and takes no time. Each call of the shim, and each look
// at the clock, is a tick.
//
// Another shim stands before send and write: a test can say that they take little at a time.
#ifndef CORIX_TESTS_LABS_06_WORLD_H_
#define CORIX_TESTS_LABS_06_WORLD_H_

#include <sys/types.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "calls.h"
#include "grader.h"
#include "kernel.h"

namespace lab {

using grader::Check;
using grader::Event;
using grader::ExpectEqual;
using grader::ExpectEvents;
using grader::ExpectEventsByLaw;
using grader::Law;
using grader::Probe;
using grader::Show;
using mini::Close;
using mini::Duration;
using mini::Io;
using mini::IoAnswer;
using mini::Kernel;
using mini::Task;
using mini::Tid;
using mini::WaitIo;

class World final : public mini::Clock {
 public:
  World();
  ~World() override;

  // At a time in ms, when the kernel has nothing to do, something happens. In the order of these
  // calls.
  void At(long long time, std::function<void()> what);
  void LimitTicks(int most) { most_ticks_ = most; }
  // From here on, a run that does not end breaks this law, and this is the question to ask.
  void IfItDoesNotEnd(const char* law, std::string question);
  // From here on, a send or a write of the code under test takes at most so many bytes.
  void TakeAtMost(std::size_t bytes) { most_taken_ = bytes; }
  int ticks() const { return ticks_; }
  long long now() const { return now_; }

  // The clock.
  mini::Moment Now() override;
  void WaitUntil(mini::Moment moment) override;

  // The poller.
  int EpollWait(int epoll, void* events, int most, int timeout);

  // Misses if WaitIo has answered kReady, nothing is there, and the host was never asked.
  void FoundNothing() const;

  // How much of so many bytes is taken.
  std::size_t Taken(std::size_t size) const { return std::min(size, most_taken_); }

 private:
  struct Happening {
    long long time;
    std::function<void()> what;
  };

  void Tick();
  // The next thing that happens at that time or before; false if there is none.
  bool Happen(long long latest);

  std::deque<Happening> happenings_;
  long long now_ = 0;
  int ticks_ = 0;
  int most_ticks_ = 2000;
  std::size_t most_taken_ = std::numeric_limits<std::size_t>::max();
  // What the last epoll_wait answered, if there was one.
  std::optional<int> last_count_;
  const char* blamed_ = nullptr;
  std::string question_;
};

// Two ends of a connection that does not block. Our end is the kernel's, theirs the world's.
struct Pair {
  Pair();
  // Closes those that are still open here.
  ~Pair();
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void Say(const std::string& text) const;  // from the far end
  std::string Hear() const;                 // what has come to the far end
  void HangUp();                            // the far end
  void Fill() const;                        // our end, until it is not writable

  int ours;
  int theirs;
};

// The host's send, without a shim and without a signal.
ssize_t HostSend(int fd, const std::string& text);

// How many descriptors of this process are open.
int OpenDescriptors();

inline std::string Show(IoAnswer answer) {
  switch (answer) {
    case IoAnswer::kReady:
      return "ready";
    case IoAnswer::kClosed:
      return "closed";
    default:
      return "bad descriptor";
  }
}

// Waits for bytes and takes them, one at a time, until it has so many.
Task Reader(Probe probe, int fd, int bytes);
// Waits once, and tells what it is told.
Task WaitOnce(Probe probe, int fd, Io direction);

inline std::string Destroyed(const std::string& name) {
  return "the frame of " + name + " is destroyed";
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_06_WORLD_H_
