// clock.h: what time it is.
//
// The kernel asks a clock that it is given, and no other. So a test can give it one in which an
// hour takes no time, and which counts how often it is looked at.
#ifndef MINI_CLOCK_H_
#define MINI_CLOCK_H_

#include <algorithm>
#include <chrono>
#include <thread>

namespace mini {

using Duration = std::chrono::milliseconds;

// A moment, as the time since the clock began.
using Moment = std::chrono::milliseconds;

class Clock {
 public:
  virtual ~Clock() = default;

  virtual Moment Now() = 0;

  // Does nothing until that moment has come. It may take longer; it may also return too early, as
  // when a signal comes: look at the time.
  virtual void WaitUntil(Moment moment) = 0;
};

// The host's clock.
class RealClock final : public Clock {
 public:
  Moment Now() override {
    return std::chrono::duration_cast<Moment>(std::chrono::steady_clock::now() - began_);
  }
  // (Never longer than a day at once: the last moment would overflow in the host's clock.)
  void WaitUntil(Moment moment) override {
    std::this_thread::sleep_until(began_ + std::min(moment, Now() + std::chrono::hours(24)));
  }

 private:
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace mini

#endif  // MINI_CLOCK_H_
