#include "syscalls/sleep.h"

#include "kernel/kernel.h"

namespace corix {

Reply Sleep::Handle(Kernel& kernel, Task& caller) noexcept {
  if (ticks_ <= 0) return Answer(IgnorableStatus());
  kernel.timers().Set(timer_, caller, kernel.clock().Now() + ticks_);
  return Blocked();
}

void Sleep::Withdraw() noexcept { cpu.kernel->timers().Cancel(timer_); }

}  // namespace corix
