#include "syscalls/adopt_host_descriptor.h"

#include <fcntl.h>

#include "absl/strings/str_cat.h"
#include "kernel/host_file.h"
#include "kernel/kernel.h"

namespace corix {

Reply AdoptHostDescriptor::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  if (host_fd_ >= 0 && host_fd_ <= 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("the host's descriptor ", host_fd_, " is not ours to take"));
  }
  if (kernel.OwnsHostDescriptor(host_fd_)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the host's descriptor ", host_fd_, " is the kernel's already"));
  }
  if (fcntl(host_fd_, F_GETFD) < 0) {
    return absl::InvalidArgumentError(absl::StrCat("the host has no descriptor ", host_fd_));
  }
  return Answer(File(kernel.AddFile(
      std::make_shared<HostFile>(kernel.poller(), host_fd_, HostFile::Ownership::kOwned))));
}

}  // namespace corix
