#include "syscalls/change_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/host_file.h"
#include "kernel/kernel.h"
#include "syscalls/errors.h"
#include "syscalls/kernel_files.h"

namespace corix {

Reply ChangeDirectory::Handle(Kernel& kernel, Task& caller) noexcept {
  if (HasZeroByte(path_)) return ZeroByte();
  const Place place = Locate(caller.environment(), path_);
  if (place.of_kernel) {
    const absl::StatusOr<FileInfo> info = KernelFileInfo(kernel, caller, place.path, true);
    if (!info.ok()) return info.status();
    if (info->type != FileType::kDirectory)
      return absl::FailedPreconditionError(absl::StrCat(path_, ": Not a directory"));
    const std::string below = place.path.empty() ? "" : absl::StrCat("/", place.path);
    kernel.OwnEnvironment(caller).directory =
        std::make_shared<const Directory>(std::string(kKernelFiles) + below);
    return Answer(absl::OkStatus());
  }
  const int host_fd = AboveStandardStreams(
      openat(place.directory_fd, place.path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (host_fd < 0) return HostError(errno, path_);
  auto directory = std::make_shared<const Directory>(host_fd);
  // O_PATH asks for no permission; to stay there one must be allowed to search it.
  if (faccessat(host_fd, ".", X_OK, 0) < 0) return HostError(errno, path_);
  kernel.OwnEnvironment(caller).directory = std::move(directory);
  return Answer(absl::OkStatus());
}

}  // namespace corix
