#include "syscalls/set_foreground.h"

#include "kernel/kernel.h"

namespace corix {

Reply SetForeground::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  return Answer(kernel.SetForeground(group_));
}

}  // namespace corix
