#include "syscalls/wait_task.h"

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {
namespace {

// Whether `target` waits for a task that waits for a task ... that waits for `caller`. Each step
// leads to a task that sleeps until the next one has ended, so the walk is as long as the chain,
// and comes to an end.
bool WaitsFor(const Kernel& kernel, const Task* target, const Task& caller) {
  while (target != nullptr && target != &caller) {
    const SystemCallBase* call = target->call();
    if (call == nullptr) return false;
    target = kernel.FindTask(call->AwaitedTask());
  }
  return target == &caller;
}

}  // namespace

Reply WaitTask::Handle(Kernel& kernel, Task& caller) noexcept {
  if (tid_ == caller.tid()) return absl::InvalidArgumentError("a task cannot wait for itself");
  Task* const target = kernel.FindTask(tid_);
  if (target == nullptr) return NoSuchTask(tid_);
  if (target->ended()) {
    const ExitStatus status = target->exit_status();
    if (target->parent() == &caller) kernel.Reap(caller, *target);
    return Answer(status);
  }
  // Only somebody whom others wait for can close a cycle.
  if (!caller.exit_waiters().empty() && WaitsFor(kernel, target, caller)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "task ", static_cast<int>(tid_), " waits for the caller: neither would ever go on"));
  }
  // Should the caller die first, its frame takes this seat out of the queue.
  target->exit_waiters().Join(seat_, caller);
  return Blocked();
}

void WaitTask::TaskExited(Tid /*tid*/, ExitStatus status) noexcept { (void)Answer(status); }

}  // namespace corix
