#include "syscalls/spend_time.h"

#include "kernel/kernel.h"

namespace corix {

// The timers are not looked at here: the kernel does so after its turns, under either clock.
Reply SpendTime::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  Clock& clock = kernel.clock();
  if (clock.is_virtual()) clock.AdvanceTo(Later(clock.Now(), TicksOf(duration_)));
  return Answer(clock.is_virtual());
}

}  // namespace corix
