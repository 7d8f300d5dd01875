#include "kernel/timer_queue.h"

#include <algorithm>
#include <bit>

#include "kernel/panic.h"

namespace corix {

TimerQueue::Place TimerQueue::PlaceOf(Ticks deadline) const {
  const auto difference = static_cast<std::uint64_t>(deadline ^ now_);
  const int highest_bit = difference == 0 ? 0 : static_cast<int>(std::bit_width(difference)) - 1;
  const int wheel = highest_bit / kDigitBits;
  return {.wheel = wheel,
          .slot = static_cast<int>((deadline >> (wheel * kDigitBits)) & (kSlots - 1))};
}

Ticks TimerQueue::StartOf(Place place) const {
  const int shift = place.wheel * kDigitBits;
  const int above = shift + kDigitBits;
  const Ticks higher_digits = above < 64 ? (now_ >> above) << above : 0;
  return higher_digits | (static_cast<Ticks>(place.slot) << shift);
}

TimerQueue::Place TimerQueue::FirstPlace() const {
  const int wheel = std::countr_zero(busy_wheels_);
  return {.wheel = wheel, .slot = std::countr_zero(busy_slots_[wheel])};
}

std::size_t TimerQueue::Recount() const {
  std::size_t count = 0;
  for (const auto& wheel : slots_) {
    for (const Link& slot : wheel) {
      for (const Link* link = slot.next(); link != &slot; link = link->next()) ++count;
    }
  }
  return count;
}

void TimerQueue::Hang(Timer& timer) {
  const Place place = PlaceOf(timer.deadline_);
  timer.InsertBefore(slots_[place.wheel][place.slot]);
  busy_slots_[place.wheel] |= std::uint64_t{1} << place.slot;
  busy_wheels_ |= 1U << place.wheel;
}

void TimerQueue::Set(Timer& timer, Task* sleeper, Ticks deadline) {
  timer.sleeper_ = sleeper;
  timer.deadline_ = std::max(deadline, now_);
  Hang(timer);
  ++size_;
}

void TimerQueue::Cancel(Timer& timer) {
  if (!timer.taken()) return;
  // Where it hangs follows from its deadline: that stays true as long as time has not entered its
  // slot.
  const Place place = PlaceOf(timer.deadline_);
  timer.Unlink();
  --size_;
  if (!slots_[place.wheel][place.slot].alone()) return;
  busy_slots_[place.wheel] &= ~(std::uint64_t{1} << place.slot);
  if (busy_slots_[place.wheel] == 0) busy_wheels_ &= ~(1U << place.wheel);
}

Timer* TimerQueue::PopDue(Ticks now) {
  while (size_ > 0) {
    const Place place = FirstPlace();
    const Ticks start = StartOf(place);
    if (start > now) break;
    now_ = start;
    Link& slot = slots_[place.wheel][place.slot];
    if (place.wheel == 0) {
      auto* due = static_cast<Timer*>(slot.next());
      Cancel(*due);
      return due;
    }
    // Time enters the slot: every timer in it now differs from the time in a lower digit only.
    busy_slots_[place.wheel] &= ~(std::uint64_t{1} << place.slot);
    if (busy_slots_[place.wheel] == 0) busy_wheels_ &= ~(1U << place.wheel);
    while (!slot.alone()) {
      auto* timer = static_cast<Timer*>(slot.next());
      timer->Unlink();
      Hang(*timer);
    }
  }
  now_ = std::max(now_, now);
  return nullptr;
}

Ticks TimerQueue::NextLook() const {
  if (size_ == 0) return kNever;
  const Place place = FirstPlace();
  if (place.wheel == 0) return StartOf(place);
  constexpr int kFew = 64;
  Ticks earliest = kNever;
  int seen = 0;
  const Link& slot = slots_[place.wheel][place.slot];
  for (const Link* link = slot.next(); link != &slot; link = link->next()) {
    if (++seen > kFew) return StartOf(place);
    earliest = std::min(earliest, static_cast<const Timer*>(link)->deadline());
  }
  return earliest;
}

}  // namespace corix
