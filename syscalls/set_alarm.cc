#include "syscalls/set_alarm.h"

#include <algorithm>

#include "kernel/kernel.h"

namespace corix {

Reply SetAlarm::Handle(Kernel& kernel, Task& caller) noexcept {
  const Ticks now = kernel.clock().Now();
  const AlarmClock& alarm = caller.MakeSignals().alarm;
  const Ticks left = alarm.taken() ? std::max<Ticks>(alarm.deadline() - now, 1) : 0;
  const bool rings = duration_ > absl::ZeroDuration() && duration_ < absl::InfiniteDuration();
  kernel.SetAlarm(caller, rings ? Later(now, TicksOf(duration_)) : TimerQueue::kNever);
  return Answer(absl::Nanoseconds(left));
}

}  // namespace corix
