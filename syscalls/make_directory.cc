#include "syscalls/make_directory.h"

#include <sys/stat.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply MakeDirectory::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  if (HasZeroByte(path_)) return ZeroByte();
  const ExecutionEnvironment& environment = caller.environment();
  const UmaskScope umask(environment.umask);
  if (mkdirat(environment.directory_fd(), path_.c_str(), static_cast<mode_t>(permissions_)) < 0)
    return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
