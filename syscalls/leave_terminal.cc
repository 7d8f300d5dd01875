#include "syscalls/leave_terminal.h"

#include "kernel/kernel.h"

namespace corix {

Reply LeaveTerminal::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  kernel.terminal().Leave(guest_);
  return Answer();
}

}  // namespace corix
