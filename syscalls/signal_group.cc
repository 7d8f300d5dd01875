#include "syscalls/signal_group.h"

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"

namespace corix {

Reply SignalGroup::Handle(Kernel& kernel, Task& caller) noexcept {
  if (kernel.SendToGroup(group_, signal_) == 0)
    return absl::NotFoundError(absl::StrCat("no process group ", static_cast<int>(group_)));
  return kernel.IsDoomed(caller) ? End(kernel.doom()) : Answer(absl::OkStatus());
}

}  // namespace corix
