#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include "syscalls/dup_to_host.h"
#include "syscalls/run_blocking.h"
#include "userland/bin/programs.h"
#include "userland/lib/server.h"

namespace corix {
namespace {

// A socket of the host, for a thread that blocks on it.
class HostSocket {
 public:
  explicit HostSocket(int fd) : fd_(fd) {}
  ~HostSocket() { close(fd_); }
  HostSocket(const HostSocket&) = delete;
  HostSocket& operator=(const HostSocket&) = delete;

  // Wakes whoever blocks on it: for them the connection has ended.
  void HangUp() const { shutdown(fd_, SHUT_RDWR); }

  // Sends back what comes, until there is no more.
  void Echo() const {
    std::array<char, 512> buffer;
    for (;;) {
      const ssize_t bytes = recv(fd_, buffer.data(), buffer.size(), 0);
      if (bytes < 0 && errno == EINTR) continue;
      if (bytes <= 0 || !SendAll({buffer.data(), static_cast<std::size_t>(bytes)})) return;
    }
  }

 private:
  bool SendAll(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  int fd_;
};

// If the task is killed, the thread is to come to its end too.
class HangUpAtEnd {
 public:
  explicit HangUpAtEnd(const HostSocket& socket) : socket_(socket) {}
  ~HangUpAtEnd() { socket_.HangUp(); }
  HangUpAtEnd(const HangUpAtEnd&) = delete;
  HangUpAtEnd& operator=(const HangUpAtEnd&) = delete;

 private:
  const HostSocket& socket_;
};

Process EchoOnThread(Connection client) {
  const absl::StatusOr<int> host_fd = co_yield DupToHost(client.file());
  if (!host_fd.ok()) co_return;
  const auto socket = std::make_shared<HostSocket>(*host_fd);
  client.Close();
  const HangUpAtEnd guard(*socket);
  auto echo = [socket] { socket->Echo(); };
  co_yield RunBlocking(std::move(echo));
}

}  // namespace

// A thread of the host for each client, written as if nothing else existed. There are only so many
// threads: further clients wait for one.
Co<int> EchoThreadsMain(Args args) { return ServeAll(std::move(args), "echo", &EchoOnThread); }

}  // namespace corix
