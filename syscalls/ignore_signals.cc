#include "syscalls/ignore_signals.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply IgnoreSignals::Handle(Kernel& kernel, Task& caller) noexcept {
  if (!(signals_ & kUncatchable).empty()) return Uncatchable("ignored");
  const SignalSet before = caller.environment().ignored;
  kernel.IgnoreSignals(caller, signals_);
  return Answer(before);
}

}  // namespace corix
