#include "syscalls/now.h"

#include "kernel/kernel.h"

namespace corix {

Reply Now::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  return Answer(kernel.clock().DateOf(kernel.clock().Now()));
}

}  // namespace corix
