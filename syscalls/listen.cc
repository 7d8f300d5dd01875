#include "syscalls/listen.h"

#include "kernel/host_file.h"
#include "kernel/kernel.h"
#include "kernel/socket.h"

namespace corix {

Reply Listen::Handle(Kernel& kernel, Task& caller) noexcept {
  const ExecutionEnvironment& environment = caller.environment();
  // A Unix socket is made in a directory, as a file is.
  const UmaskScope umask(address_.is_unix() ? environment.umask : std::nullopt);
  const absl::StatusOr<int> host_fd = ListenAt(
      address_.is_unix() ? SocketAddress::Unix(environment.Absolute(address_.path())) : address_);
  if (!host_fd.ok()) return host_fd.status();
  return Answer(File(kernel.AddFile(
      std::make_shared<HostFile>(kernel.poller(), *host_fd, HostFile::Kind::kListener))));
}

}  // namespace corix
