#include "syscalls/check_access.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply CheckAccess::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  if (HasZeroByte(path_)) return ZeroByte();
  if (faccessat(caller.environment().directory_fd(), path_.c_str(), static_cast<int>(access_),
                AT_EACCESS) < 0)
    return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
