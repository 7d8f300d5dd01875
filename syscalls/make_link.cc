#include "syscalls/make_link.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply MakeLink::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  if (HasZeroByte(target_) || HasZeroByte(path_)) return ZeroByte();
  const int directory = caller.environment().directory_fd();
  const bool failed =
      (symbolic_ ? symlinkat(target_.c_str(), directory, path_.c_str())
                 : linkat(directory, target_.c_str(), directory, path_.c_str(), 0)) < 0;
  if (failed) return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
