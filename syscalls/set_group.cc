#include "syscalls/set_group.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply SetGroup::Handle(Kernel& kernel, Task& caller) noexcept {
  Task* const task = kernel.FindTask(tid_);
  if (task == nullptr || task->ended()) return NoSuchTask(tid_);
  if (task != &caller && task->parent() != &caller) {
    return absl::PermissionDeniedError(
        absl::StrCat("task ", static_cast<int>(tid_), " is not a child of the caller"));
  }
  if (group_ < 0) return absl::InvalidArgumentError("a process group is not negative");
  if (task->environment().process_group != group_)
    kernel.OwnEnvironment(*task).process_group = group_;
  return Answer(absl::OkStatus());
}

}  // namespace corix
