#include "syscalls/take_tapped.h"

#include "kernel/kernel.h"
#include "kernel/tap.h"
#include "syscalls/errors.h"

namespace corix {

Reply TakeTapped::Handle(Kernel& kernel, Task& caller) noexcept {
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  Tap* const tap = file->AsTap();
  if (tap == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("descriptor ", static_cast<int>(fd_), " is a ", file->Describe(), ", no tap"));
  }
  if (tap->has_events() || !may_sleep_) return Answer(tap->TakeEvents());
  seat_.Join(*tap, IoEvents::kReadable, caller);
  return Blocked();
}

}  // namespace corix
