#include "syscalls/accept.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Accept::Handle(Kernel& kernel, Task& caller) noexcept {
  const absl::StatusOr<HostFile*> listener = FindSocket(kernel, caller, fd_);
  if (!listener.ok()) return listener.status();
  if ((*listener)->kind() != HostFile::Kind::kListener) {
    return absl::InvalidArgumentError(
        absl::StrCat("descriptor ", static_cast<int>(fd_), " does not listen"));
  }
  const absl::StatusOr<int> host_fd = (*listener)->TryAccept();
  if (host_fd.ok()) {
    return Answer(File(kernel.AddFile(std::make_shared<HostFile>(
        kernel.poller(), *host_fd, (*listener)->kind_of_connections()))));
  }
  if (!absl::IsUnavailable(host_fd.status())) return host_fd.status();
  if (absl::Status status = seat_.JoinWatched(**listener, IoEvents::kReadable, caller);
      !status.ok())
    return status;
  return Blocked();
}

}  // namespace corix
