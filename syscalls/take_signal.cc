#include "syscalls/take_signal.h"

#include "kernel/kernel.h"

namespace corix {

Reply TakeSignal::Handle(Kernel& kernel, Task& caller) noexcept {
  const Signal signal = kernel.TakeSignal(caller, signals_);
  return Answer(signal == Signal::kNone ? std::nullopt : std::optional(signal));
}

}  // namespace corix
