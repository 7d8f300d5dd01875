// kernel/timer_queue.h: who is to be woken when.
//
// A hierarchical timing wheel (Varghese and Lauck, SOSP 1987, scheme 7) with a tick of one
// nanosecond, so that it is exact: eleven wheels of 64 slots, each wheel counting in slots of the
// one below. A timer hangs in the wheel of the highest base-64 digit in which its deadline differs
// from the queue's time, in the slot of its own digit there. When time enters that slot, the slot's
// timers move to finer wheels, keeping their order.
//
// Set and Cancel take constant time; a timer moves at most ten times before it is due. Timers come
// due in the order of their deadlines, equal deadlines in the order in which they were set.
#ifndef CORIX_KERNEL_TIMER_QUEUE_H_
#define CORIX_KERNEL_TIMER_QUEUE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernel/wait_queue.h"

namespace corix {

// A point in time: nanoseconds since the kernel's clock started. Never negative.
using Ticks = std::int64_t;

// A sleeper's place in the timer queue. Like any seat it leaves when it is destroyed; but then its
// queue is told.
class Timer : public Seat {
 public:
  // The deadline that it shows until it is set.
  explicit Timer(Ticks deadline = 0) : deadline_(deadline) {}
  ~Timer();
  Ticks deadline() const { return deadline_; }
  // Whether it is an Alarm.
  bool wakes_nobody() const { return !has_sleeper(); }

 private:
  friend class TimerQueue;
  Ticks deadline_;
};

// A timer that wakes nobody: when it is due, it rings.
class Alarm : public Timer {
 public:
  explicit Alarm(Ticks deadline) : Timer(deadline) {}
  // Called outside any task. It may wake tasks, but runs none.
  virtual void Ring() = 0;

 protected:
  ~Alarm() = default;
};

class TimerQueue {
 public:
  static constexpr Ticks kNever = INT64_MAX;

  std::size_t size() const { return size_; }
  // The same, counted one by one.
  std::size_t Recount() const;

  // `deadline` may have passed: then the timer is due at once. The timer must not be set.
  void Set(Timer& timer, Task& sleeper, Ticks deadline) { Set(timer, &sleeper, deadline); }
  void Set(Alarm& alarm, Ticks deadline) { Set(alarm, nullptr, deadline); }

  // Nothing happens if it is not set.
  void Cancel(Timer& timer);

  // Removes and returns the next timer whose deadline is not after `now`; nullptr if there is none.
  // `now` never goes back.
  Timer* PopDue(Ticks now);

  // When to call PopDue again: the next deadline, or, where many timers crowd in one coarse slot,
  // the time at which they have to be sorted more finely, which is not after it. kNever if no timer
  // is set.
  Ticks NextLook() const;

 private:
  static constexpr int kDigitBits = 6;
  static constexpr int kSlots = 1 << kDigitBits;
  static constexpr int kWheels = 11;  // 66 bits

  struct Place {
    int wheel;
    int slot;
  };
  Place PlaceOf(Ticks deadline) const;
  Ticks StartOf(Place place) const;
  // The first slot that is not empty. There must be a timer.
  Place FirstPlace() const;
  void Set(Timer& timer, Task* sleeper, Ticks deadline);
  void Hang(Timer& timer);

  Ticks now_ = 0;  // no timer's deadline is before it
  std::size_t size_ = 0;
  std::uint32_t busy_wheels_ = 0;                       // bit w: wheel w has a timer
  std::array<std::uint64_t, kWheels> busy_slots_ = {};  // bit s: slot s has a timer
  std::array<std::array<Link, kSlots>, kWheels> slots_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_TIMER_QUEUE_H_
