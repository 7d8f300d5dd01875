#include "syscalls/local_address.h"

#include "kernel/kernel.h"
#include "kernel/socket.h"
#include "syscalls/errors.h"

namespace corix {

Reply LocalAddress::Handle(Kernel& kernel, Task& caller) noexcept {
  const absl::StatusOr<HostFile*> found = FindSocket(kernel, caller, fd_);
  if (!found.ok()) return found.status();
  return Answer(LocalAddressOf((*found)->host_fd()));
}

}  // namespace corix
