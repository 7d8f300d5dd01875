#include "syscalls/wait_host.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply WaitHost::Handle(Kernel& kernel, Task& caller) noexcept {
  const absl::StatusOr<HostProcess*> process = FindProcess(kernel, caller, fd_);
  if (!process.ok()) return process.status();
  if ((*process)->ended()) return Answer((*process)->exit_status());
  seat_.Join(**process, IoEvents::kReadable, caller);
  // It may have been stopped before anybody stood for it.
  if (const Signal signal = (*process)->stopped_by(); signal != Signal::kNone)
    kernel.Stop(caller, signal);
  return Blocked();
}

HostProcess* WaitHost::StandsFor(const Kernel& kernel, const Task& caller) const {
  return FindProcess(kernel, caller, fd_).value_or(nullptr);
}

}  // namespace corix
