#include "syscalls/cancel.h"

#include "kernel/kernel.h"

namespace corix {

Reply Cancel::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  Task* const task = kernel.FindTask(tid_);
  return Answer(task != nullptr && kernel.Cancel(*task));
}

}  // namespace corix
