#include "syscalls/block_signals.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply BlockSignals::Handle(Kernel& kernel, Task& caller) noexcept {
  if (!(signals_ & kUncatchable).empty()) return Uncatchable("blocked");
  const SignalSet before = caller.MakeSignals().blocked;
  kernel.BlockSignals(caller, signals_);
  return kernel.IsDoomed(caller) ? End(kernel.doom()) : Answer(before);
}

}  // namespace corix
