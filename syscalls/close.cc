#include "syscalls/close.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Close::Handle(Kernel& kernel, Task& caller) noexcept {
  if (!kernel.Close(caller, fd_)) return NoSuchDescriptor(kernel, fd_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
