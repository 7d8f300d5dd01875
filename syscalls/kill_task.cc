#include "syscalls/kill_task.h"

#include "kernel/kernel.h"

namespace corix {

Reply KillTask::Handle(Kernel& kernel, Task& caller) noexcept {
  const ExitStatus status = ExitStatus::Killed(signal_);
  if (tid_ == caller.tid()) return End(status);
  Task* const victim = kernel.FindTask(tid_);
  const Reply answered = Answer(victim != nullptr && kernel.Kill(*victim, status));
  // A destructor of the victim may have killed the killer.
  return kernel.IsDoomed(caller) ? End(kernel.doom()) : answered;
}

}  // namespace corix
