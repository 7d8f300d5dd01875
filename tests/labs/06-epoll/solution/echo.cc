#include "echo.h"

#include <sys/socket.h>

#include <cerrno>
#include <string>

#include "calls.h"

namespace mini {
namespace {

// Reads what there is, at most 4 KB. Empty: the client has no more to send, or is gone.
Task ReadSome(int fd, std::string& bytes) {
  char buffer[4096];
  bytes.clear();
  for (;;) {
    const ssize_t count = recv(fd, buffer, sizeof(buffer), 0);
    if (count >= 0) {
      bytes.assign(buffer, static_cast<std::size_t>(count));
      co_return;
    }
    if (errno != EAGAIN) co_return;
    const IoAnswer answer = co_yield WaitIo(fd, Io::kRead);
    if (answer != IoAnswer::kReady) co_return;
  }
}

// Writes all. `written` tells whether the client was there to take it.
Task WriteAll(int fd, std::string bytes, bool& written) {
  written = false;
  std::size_t done = 0;
  while (done < bytes.size()) {
    // (Without a signal, if nobody is there any more.)
    const ssize_t count = send(fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (count >= 0) {
      done += static_cast<std::size_t>(count);
      continue;
    }
    if (errno != EAGAIN) co_return;
    const IoAnswer answer = co_yield WaitIo(fd, Io::kWrite);
    if (answer != IoAnswer::kReady) co_return;
  }
  written = true;
}

Task Serve(int fd) {
  std::string bytes;
  for (bool well = true; well;) {
    co_await ReadSome(fd, bytes);
    if (bytes.empty()) break;
    co_await WriteAll(fd, std::move(bytes), well);
  }
  co_yield Close(fd);
}

}  // namespace

Task EchoServer(int listener) {
  for (;;) {
    const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      co_yield NewTask(Serve(fd));
      continue;
    }
    // Not now, or the client has changed its mind. If the listener was closed, the wait says so.
    const IoAnswer answer = co_yield WaitIo(listener, Io::kRead);
    if (answer != IoAnswer::kReady) co_return;
  }
}

}  // namespace mini
