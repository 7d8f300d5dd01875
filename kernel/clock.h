// kernel/clock.h: the one clock of a kernel.
//
// Real: the host's monotonic clock. Virtual: it stands still while anybody can run, and the kernel
// moves it to the next timer when nobody can; so a program that sleeps for a day takes no time, and
// takes the same steps in every run.
#ifndef CORIX_KERNEL_CLOCK_H_
#define CORIX_KERNEL_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"
#include "kernel/timer_queue.h"

namespace corix {

enum class ClockKind { kReal, kVirtual };

class Clock {
 public:
  explicit Clock(ClockKind kind);

  bool is_virtual() const { return kind_ == ClockKind::kVirtual; }

  // Since this clock was made. For the real clock this asks the host.
  Ticks Now() const;

  // When somebody last asked, in milliseconds; that is never long ago (cpu_sampler.h), and costs
  // nothing. It wraps around, after 49 days: only differences mean something.
  std::uint32_t recent() const { return recent_.load(std::memory_order_relaxed); }

  // The virtual clock only: time does not go back.
  void AdvanceTo(Ticks ticks);

  // The date that goes with a point in time. A virtual kernel boots when Unix time begins.
  absl::Time DateOf(Ticks ticks) const { return booted_ + absl::Nanoseconds(ticks); }
  // The point in time that goes with a date, not before the clock was made.
  Ticks TicksAt(absl::Time date) const;

 private:
  ClockKind kind_;
  Ticks now_ = 0;  // virtual: the time; real: the host's time when this clock was made
  absl::Time booted_;
  // (Asked for in a signal handler, too.)
  mutable std::atomic<std::uint32_t> recent_ = 0;
};

// A duration in ticks, rounded up so that nobody sleeps too short; none for a negative one, and
// centuries for an infinite one.
Ticks TicksOf(absl::Duration duration);

// `span` ticks after `now`, or as late as can be.
inline Ticks Later(Ticks now, Ticks span) {
  constexpr Ticks kLast = TimerQueue::kNever - 1;
  return span > kLast - now ? kLast : now + span;
}

}  // namespace corix

#endif  // CORIX_KERNEL_CLOCK_H_
