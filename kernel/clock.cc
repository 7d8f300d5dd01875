#include "kernel/clock.h"

#include <algorithm>
#include <ctime>

#include "absl/time/clock.h"

namespace corix {
namespace {

Ticks HostNow() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return Ticks{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

Clock::Clock(ClockKind kind) : kind_(kind) {
  if (is_virtual()) {
    booted_ = absl::UnixEpoch();
    return;
  }
  now_ = HostNow();
  booted_ = absl::Now();
}

Ticks Clock::Now() const {
  const Ticks now = is_virtual() ? now_ : HostNow() - now_;
  recent_.store(static_cast<std::uint32_t>(now / 1'000'000), std::memory_order_relaxed);
  return now;
}

void Clock::AdvanceTo(Ticks ticks) {
  if (!is_virtual()) return;
  now_ = std::max(now_, ticks);
  (void)Now();
}

Ticks TicksOf(absl::Duration duration) {
  // Half of what fits, so that the time at which a sleep ends fits too.
  constexpr Ticks kLongest = TimerQueue::kNever / 2;
  if (duration <= absl::ZeroDuration()) return 0;
  if (duration >= absl::Nanoseconds(kLongest)) return kLongest;
  const Ticks whole = absl::ToInt64Nanoseconds(duration);
  return absl::Nanoseconds(whole) < duration ? whole + 1 : whole;
}

Ticks Clock::TicksAt(absl::Time date) const { return TicksOf(date - booted_); }

}  // namespace corix
