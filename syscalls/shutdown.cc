#include "syscalls/shutdown.h"

#include <sys/socket.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Shutdown::Handle(Kernel& kernel, Task& caller) noexcept {
  const absl::StatusOr<HostFile*> found = FindSocket(kernel, caller, fd_);
  if (!found.ok()) return found.status();
  const int how = direction_ == ShutdownDirection::kRead    ? SHUT_RD
                  : direction_ == ShutdownDirection::kWrite ? SHUT_WR
                                                            : SHUT_RDWR;
  // The host would make a listening socket stop to listen.
  if ((*found)->kind() == HostFile::Kind::kListener)
    return absl::FailedPreconditionError("not connected");
  if (shutdown((*found)->host_fd(), how) == 0) {
    (*found)->LookAgain();
    return Answer(absl::OkStatus());
  }
  if (errno == ENOTCONN) return absl::FailedPreconditionError("not connected");
  return HostError(errno, "shutdown");
}

}  // namespace corix
