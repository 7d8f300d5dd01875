#include "syscalls/peer_address.h"

#include "kernel/kernel.h"
#include "kernel/socket.h"
#include "syscalls/errors.h"

namespace corix {

Reply PeerAddress::Handle(Kernel& kernel, Task& caller) noexcept {
  const absl::StatusOr<HostFile*> found = FindSocket(kernel, caller, fd_);
  if (!found.ok()) return found.status();
  return Answer(PeerAddressOf((*found)->host_fd()));
}

}  // namespace corix
