#include "syscalls/check_access.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"
#include "syscalls/kernel_files.h"

namespace corix {

Reply CheckAccess::Handle(Kernel& kernel, Task& caller) noexcept {
  if (HasZeroByte(path_)) return ZeroByte();
  const Place place = Locate(caller.environment(), path_);
  if (place.of_kernel) {
    const absl::StatusOr<FileInfo> info = KernelFileInfo(kernel, caller, place.path, true);
    if (!info.ok()) return info.status();
    if ((static_cast<unsigned>(access_) & ~info->permissions) != 0)
      return absl::PermissionDeniedError(absl::StrCat(path_, ": Permission denied"));
    return Answer(absl::OkStatus());
  }
  if (faccessat(place.directory_fd, place.path.c_str(), static_cast<int>(access_), AT_EACCESS) < 0)
    return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
