#include "syscalls/catch_signals.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply CatchSignals::Handle(Kernel& kernel, Task& caller) noexcept {
  if (!(signals_ & kUncatchable).empty()) return Uncatchable("caught");
  const SignalSet before = caller.MakeSignals().caught;
  kernel.CatchSignals(caller, signals_);
  return Answer(before);
}

}  // namespace corix
