#include "syscalls/dup_to_host.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply DupToHost::Handle(Kernel& kernel, Task& caller) noexcept {
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  return Answer(file->DupToHost());
}

}  // namespace corix
