#include "syscalls/uptime.h"

#include "kernel/kernel.h"

namespace corix {

Reply Uptime::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  return Answer(absl::Nanoseconds(kernel.clock().Now()));
}

}  // namespace corix
