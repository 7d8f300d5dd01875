#include "syscalls/read_link.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>

#include "kernel/kernel.h"
#include "syscalls/errors.h"
#include "syscalls/kernel_files.h"

namespace corix {

Reply ReadLink::Handle(Kernel& kernel, Task& caller) noexcept {
  if (HasZeroByte(path_)) return ZeroByte();
  const Place place = Locate(caller.environment(), path_);
  if (place.of_kernel) return Answer(ReadKernelLink(kernel, caller, place.path));
  std::array<char, PATH_MAX> target;
  const ssize_t size =
      readlinkat(place.directory_fd, place.path.c_str(), target.data(), target.size());
  if (size < 0) return HostError(errno, path_);
  return Answer(std::string(target.data(), static_cast<std::size_t>(size)));
}

}  // namespace corix
