#include "syscalls/write_terminal.h"

#include "kernel/kernel.h"

namespace corix {

Reply WriteTerminal::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  if (!kernel.terminal().WriteAsGuest(guest_, bytes_))
    return absl::FailedPreconditionError("not the terminal's guest");
  return Answer(absl::OkStatus());
}

}  // namespace corix
