#include "syscalls/send_signal.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply SendSignal::Handle(Kernel& kernel, Task& caller) noexcept {
  Task* const task = kernel.FindTask(tid_);
  if (task == nullptr || !kernel.Send(*task, signal_)) return NoSuchTask(tid_);
  // The caller itself may have been ended by it.
  return kernel.IsDoomed(caller) ? End(kernel.doom()) : Answer(absl::OkStatus());
}

}  // namespace corix
