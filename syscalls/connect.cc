#include "syscalls/connect.h"

#include "kernel/host_file.h"
#include "kernel/kernel.h"
#include "kernel/socket.h"

namespace corix {

Reply Connect::Handle(Kernel& kernel, Task& caller) noexcept {
  if (socket_ == nullptr) {
    if (address_.is_unix())
      address_ = SocketAddress::Unix(caller.environment().Absolute(address_.path()));
    bool connected = false;
    const absl::StatusOr<int> host_fd = StartToConnect(address_, &connected);
    if (!host_fd.ok()) return host_fd.status();
    const auto kind = address_.is_unix() ? HostFile::Kind::kSocket : HostFile::Kind::kTcp;
    socket_ = std::make_shared<HostFile>(kernel.poller(), *host_fd, kind);
    if (connected) return Finish(kernel);
    // Registered only now, so that the host says when it is there, and not that it is not.
    const absl::StatusOr<bool> watched = socket_->Watch();
    if (!watched.ok()) return watched.status();
  } else if (Any(socket_->ReadyNow(IoEvents::kWritable))) {
    const absl::Status result = ConnectResult(socket_->host_fd(), address_);
    if (result.ok()) return Finish(kernel);
    socket_ = nullptr;
    return result;
  }
  seat_.Join(*socket_, IoEvents::kWritable, caller);
  return Blocked();
}

Reply Connect::Finish(Kernel& kernel) noexcept {
  return Answer(File(kernel.AddFile(std::exchange(socket_, nullptr))));
}

}  // namespace corix
