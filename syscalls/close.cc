#include "syscalls/close.h"

#include "kernel/kernel.h"

namespace corix {

Reply Close::Handle(Kernel& kernel, Task& caller) noexcept {
  return Answer(kernel.Close(caller, fd_));
}

}  // namespace corix
