#include "syscalls/get_group.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply GetGroup::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  const Task* const task = kernel.FindTask(tid_);
  if (task == nullptr || task->ended()) return NoSuchTask(tid_);
  return Answer(task->environment().process_group);
}

}  // namespace corix
