#include "syscalls/remove_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply RemoveFile::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  if (HasZeroByte(path_)) return ZeroByte();
  if (unlinkat(caller.environment().directory_fd(), path_.c_str(), 0) < 0)
    return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
