#include "syscalls/signal_host.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply SignalHost::Handle(Kernel& kernel, Task& caller) noexcept {
  const absl::StatusOr<HostProcess*> process = FindProcess(kernel, caller, fd_);
  if (!process.ok()) return process.status();
  return Answer((*process)->Send(signal_));
}

}  // namespace corix
