#include "syscalls/rename.h"

#include <cerrno>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Rename::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  if (HasZeroByte(from_) || HasZeroByte(to_)) return ZeroByte();
  const int directory = caller.environment().directory_fd();
  if (renameat(directory, from_.c_str(), directory, to_.c_str()) < 0)
    return HostError(errno, absl::StrCat(from_, " to ", to_));
  return Answer(absl::OkStatus());
}

}  // namespace corix
