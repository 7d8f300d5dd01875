#include "syscalls/change_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/host_file.h"
#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply ChangeDirectory::Handle(Kernel& kernel, Task& caller) noexcept {
  if (HasZeroByte(path_)) return ZeroByte();
  const int host_fd = AboveStandardStreams(
      openat(caller.environment().directory_fd(), path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (host_fd < 0) return HostError(errno, path_);
  auto directory = std::make_shared<const Directory>(host_fd);
  // O_PATH asks for no permission; to stay there one must be allowed to search it.
  if (faccessat(host_fd, ".", X_OK, 0) < 0) return HostError(errno, path_);
  kernel.OwnEnvironment(caller).directory = std::move(directory);
  return Answer(absl::OkStatus());
}

}  // namespace corix
