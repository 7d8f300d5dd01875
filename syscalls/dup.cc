#include "syscalls/dup.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Dup::Handle(Kernel& kernel, Task& caller) noexcept {
  std::shared_ptr<OpenFile> file = kernel.ShareFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  return Answer(File(kernel.AddFile(std::move(file))));
}

}  // namespace corix
