#include "syscalls/dup2.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Dup2::Handle(Kernel& kernel, Task& caller) noexcept {
  if (own_ < 0 || own_ >= ExecutionEnvironment::kDescriptors) {
    return absl::OutOfRangeError(
        absl::StrCat(static_cast<int>(own_), " is not a descriptor from 0 to 9"));
  }
  std::shared_ptr<OpenFile> file = kernel.ShareFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  if (fd_ != own_) kernel.Redirect(caller, own_, std::move(file));
  return Answer(absl::OkStatus());
}

}  // namespace corix
