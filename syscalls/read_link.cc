#include "syscalls/read_link.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply ReadLink::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  if (HasZeroByte(path_)) return ZeroByte();
  std::array<char, PATH_MAX> target;
  const ssize_t size =
      readlinkat(caller.environment().directory_fd(), path_.c_str(), target.data(), target.size());
  if (size < 0) return HostError(errno, path_);
  return Answer(std::string(target.data(), static_cast<std::size_t>(size)));
}

}  // namespace corix
