// An echo server with a thread for each connection, which blocks in recv and send.

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "tests/bench/echo/peer.h"

namespace corix::bench {
namespace {

// Small, so that thousands of threads take little memory.
constexpr std::size_t kStackSize = std::size_t{64} * 1024;

bool SendAll(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

void* Echo(void* argument) {
  const int fd = static_cast<int>(reinterpret_cast<std::intptr_t>(argument));
  std::array<char, kBufferSize> buffer;
  for (;;) {
    const ssize_t n = recv(fd, buffer.data(), buffer.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0 || !SendAll(fd, buffer.data(), static_cast<std::size_t>(n))) break;
  }
  close(fd);
  return nullptr;
}

[[noreturn]] void Serve(int listener) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (pthread_attr_setstacksize(&attributes, kStackSize) != 0) Die("stack size");
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  for (;;) {
    const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      Die("accept4");
    }
    SetNoDelay(fd);
    pthread_t thread;
    void* const argument = reinterpret_cast<void*>(static_cast<std::intptr_t>(fd));
    errno = pthread_create(&thread, &attributes, Echo, argument);
    if (errno != 0) Die("pthread_create");
  }
}

}  // namespace
}  // namespace corix::bench

int main(int argc, char** argv) {
  using namespace corix::bench;
  const std::uint16_t port = PortOption(argc, argv);
  RaiseFileLimit();
  Serve(Listen(port, 0));
}
