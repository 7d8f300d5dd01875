#include "syscalls/wait_any_child.h"

#include "kernel/kernel.h"

namespace corix {

Reply WaitAnyChild::Handle(Kernel& kernel, Task& caller) noexcept {
  if (Task* const zombie = caller.first_zombie(); zombie != nullptr) {
    const ChildExit exit = {.tid = zombie->tid(), .status = zombie->exit_status()};
    kernel.Reap(caller, *zombie);
    return Answer(exit);
  }
  if (or_stopped_) {
    if (const absl::StatusOr<ChildExit> change = kernel.TakeChildChange(caller); change.ok())
      return Answer(*change);
  }
  if (caller.waitable_children() == 0) return absl::NotFoundError("no child to wait for");
  if (!may_sleep_) return absl::UnavailableError("no child has ended yet");
  return Blocked();
}

bool WaitAnyChild::ChildExited(Tid tid, ExitStatus status) noexcept {
  (void)Answer(ChildExit{.tid = tid, .status = status});
  return true;
}

bool WaitAnyChild::ChildChanged(const ChildExit& change) noexcept {
  if (or_stopped_) (void)Answer(change);
  return or_stopped_;
}

std::vector<Tid> WaitAnyChild::Awaited(const Kernel& kernel, const Task& caller) const {
  std::vector<Tid> children;
  for (const Task* task = kernel.TaskAfter(0); task != nullptr;
       task = kernel.TaskAfter(task->tid())) {
    if (task->parent() == &caller && !task->ended()) children.push_back(task->tid());
  }
  return children;
}

}  // namespace corix
