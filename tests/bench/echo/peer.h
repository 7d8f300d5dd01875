// tests/bench/echo/peer.h: what the echo servers, and the load on them, share.
//
// A server of this comparison takes `--port N` (0: any), sets TCP_NODELAY on what it accepts, reads
// into kBufferSize bytes, and prints one line when it listens: `listening on 127.0.0.1:PORT`.
// Whatever it cannot go on without ends it, with a line that says what.
#ifndef CORIX_TESTS_BENCH_ECHO_PEER_H_
#define CORIX_TESTS_BENCH_ECHO_PEER_H_

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace corix::bench {

// The same for all servers. Larger than the usual message, so that one read drains the socket.
inline constexpr std::size_t kBufferSize = 512;

// All connections may come at once.
inline constexpr int kBacklog = 4096;

[[noreturn]] inline void Die(const char* what) {
  std::perror(what);
  std::exit(1);
}

[[noreturn, gnu::format(printf, 1, 2)]] inline void Fail(const char* format, ...) {
  std::fprintf(stderr, "%s: ", program_invocation_short_name);
  va_list arguments;
  va_start(arguments, format);
  std::vfprintf(stderr, format, arguments);
  va_end(arguments);
  std::fputc('\n', stderr);
  std::exit(1);
}

inline void RaiseFileLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) Die("getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) Die("setrlimit");
}

inline std::uint16_t PortOption(int argc, char** argv) {
  if (argc == 1) return 0;
  if (argc == 3 && std::strcmp(argv[1], "--port") == 0) {
    char* end = nullptr;
    const unsigned long port = std::strtoul(argv[2], &end, 10);
    if (end != argv[2] && *end == '\0' && port <= 65535) return static_cast<std::uint16_t>(port);
  }
  std::fprintf(stderr, "usage: %s [--port N]\n", argv[0]);
  std::exit(2);
}

inline void Announce(unsigned port) {
  std::printf("listening on 127.0.0.1:%u\n", port);
  std::fflush(stdout);
}

inline sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// A listening socket, announced. `flags`: such as SOCK_NONBLOCK.
inline int Listen(std::uint16_t port, int flags) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) Die("socket");
  const int on = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) Die("SO_REUSEADDR");
  sockaddr_in address = Loopback(port);
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0) Die("bind");
  if (listen(fd, kBacklog) != 0) Die("listen");
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) Die("getsockname");
  Announce(ntohs(address.sin_port));
  return fd;
}

inline void SetNoDelay(int fd) {
  const int on = 1;
  if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) Die("TCP_NODELAY");
}

}  // namespace corix::bench

#endif  // CORIX_TESTS_BENCH_ECHO_PEER_H_
