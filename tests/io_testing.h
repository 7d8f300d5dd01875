// tests/io_testing.h: what the tests of files, pipes and sockets share.
#ifndef CORIX_TESTS_IO_TESTING_H_
#define CORIX_TESTS_IO_TESTING_H_

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/testing.h"
#include "userland/lib/redirect.h"
#include "userland/lib/socket.h"

namespace corix::testing {

using Random = std::mt19937_64;

// From 0 to n - 1.
inline std::size_t Below(Random& random, std::size_t n) { return random() % n; }

inline std::string RandomBytes(Random& random, std::size_t size) {
  std::string bytes(size, ' ');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

// Ends a loop that waits, turn after turn, for what never comes: so that a test fails instead of
// hanging.
//   for (Patience patience; !done && patience.Lasts();) co_yield Yield();
class Patience {
 public:
  bool Lasts() { return --left_ > 0; }

 private:
  int left_ = 3'000'000;
};

// So many turns that the kernel has looked at the host meanwhile, twice.
inline Process LookOutside() { co_await YieldTimes(130); }

inline bool Sleeps(Tid tid) {
  const Task* const task = cpu.kernel->FindTask(tid);
  return task != nullptr && task->sleeping();
}
inline bool Ended(Tid tid) {
  const Task* const task = cpu.kernel->FindTask(tid);
  return task == nullptr || task->ended();
}

// ---- Files ----

// A directory of the host, which is removed with everything in it.
class TempDirectory {
 public:
  TempDirectory() : path_("/tmp/corix-test-XXXXXX") {
    EXPECT_NE(mkdtemp(path_.data()), nullptr);
    path_ = std::filesystem::canonical(path_);
  }
  ~TempDirectory() { std::filesystem::remove_all(path_); }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string Path(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

inline File Adopt(int host_fd) { return CallNow(AdoptHostDescriptor(host_fd)).value(); }

// All that comes until the end; a refusal stands in angle brackets.
inline Co<std::string> ReadToEnd(Fd fd, std::size_t piece = 4096) {
  std::string text;
  std::vector<char> buffer(piece);
  for (;;) {
    const auto bytes = co_yield Read(fd, absl::MakeSpan(buffer));
    if (!bytes.ok()) co_return text + "<" + std::string(bytes.status().message()) + ">";
    if (*bytes == 0) co_return text;
    text.append(buffer.data(), *bytes);
  }
}

// One read of at most so many bytes.
inline Co<std::string> ReadSome(Fd fd, std::size_t most = 4096) {
  std::vector<char> buffer(most);
  const auto bytes = co_yield Read(fd, absl::MakeSpan(buffer));
  if (!bytes.ok()) co_return "<" + std::string(bytes.status().message()) + ">";
  co_return std::string(buffer.data(), *bytes);
}

// The same as processes.
inline Process ReadAllInto(File file, std::string& text, std::size_t piece = 4096) {
  text = co_await ReadToEnd(file, piece);
}
inline Process ReadSomeInto(Fd fd, std::string& text) { text = co_await ReadSome(fd); }
inline Process WriteAndClose(File file, std::string bytes) {
  const absl::Status status = co_await WriteAll(file, bytes);
  EXPECT_TRUE(status.ok()) << status;
}
// Until it is refused. Exit code 1: because nobody is left to read; 2: for another reason.
inline Co<int> WriteForEver(Fd fd, std::size_t piece = 4096) {
  const std::string bytes(piece, 'x');
  for (;;) {
    const auto taken = co_yield Write(fd, bytes);
    if (!taken.ok()) co_return absl::IsAborted(taken.status()) ? 1 : 2;
  }
}

// As long as it lives, the host gives this process no descriptor more.
class NoMoreDescriptors {
 public:
  // The undefined-behaviour sanitizer looks at objects by way of a pipe: without descriptors it
  // takes every object for a broken one.
#ifdef __SANITIZE_ADDRESS__
  static constexpr bool kPossible = false;
#else
  static constexpr bool kPossible = true;
#endif

  NoMoreDescriptors() {
    EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &before_), 0);
    const int lowest = dup(0);  // all below are taken
    close(lowest);
    rlimit lowered = before_;
    lowered.rlim_cur = static_cast<rlim_t>(lowest);
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &lowered), 0);
  }
  ~NoMoreDescriptors() { EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &before_), 0); }
  NoMoreDescriptors(const NoMoreDescriptors&) = delete;
  NoMoreDescriptors& operator=(const NoMoreDescriptors&) = delete;

 private:
  rlimit before_;
};

// ---- Sockets ----

// A socket of the host, outside the kernel.
class HostSocket {
 public:
  explicit HostSocket(int host_fd) : fd_(host_fd) {}
  HostSocket(HostSocket&& other) noexcept : fd_(other.Take()) {}
  ~HostSocket() { Close(); }
  HostSocket(const HostSocket&) = delete;
  HostSocket& operator=(const HostSocket&) = delete;

  int fd() const { return fd_; }
  int Take() { return std::exchange(fd_, -1); }
  void Close() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }
  // The other side learns of it as ECONNRESET.
  void Reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    Close();
  }
  // How many bytes were taken.
  std::size_t Send(std::string_view bytes, int flags = 0) const {
    const ssize_t n = send(fd_, bytes.data(), bytes.size(), flags | MSG_NOSIGNAL | MSG_DONTWAIT);
    return n < 0 ? 0 : static_cast<std::size_t>(n);
  }
  // What is there.
  std::string Receive(std::size_t most = 65536) const {
    std::string bytes(most, ' ');
    const ssize_t n = recv(fd_, bytes.data(), most, MSG_DONTWAIT);
    bytes.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
    return bytes;
  }
  // Whether the other side has ended, and everything was received.
  bool AtEnd() const {
    char c;
    return recv(fd_, &c, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
  }

 private:
  int fd_;
};

// A blocking socket of the host that is connected to a listener, which need not accept for that.
inline HostSocket HostConnect(const SocketAddress& address) {
  sockaddr_storage storage = {};
  socklen_t size = 0;
  if (address.is_unix()) {
    auto* const host = reinterpret_cast<sockaddr_un*>(&storage);
    host->sun_family = AF_UNIX;
    std::copy(address.path().begin(), address.path().end(), host->sun_path);
    size = sizeof(*host);
  } else if (address.ip() == "::1") {
    auto* const host = reinterpret_cast<sockaddr_in6*>(&storage);
    host->sin6_family = AF_INET6;
    host->sin6_addr = in6addr_loopback;
    host->sin6_port = htons(address.port());
    size = sizeof(*host);
  } else {
    auto* const host = reinterpret_cast<sockaddr_in*>(&storage);
    host->sin_family = AF_INET;
    host->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    host->sin_port = htons(address.port());
    size = sizeof(*host);
  }
  HostSocket made(socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(connect(made.fd(), reinterpret_cast<sockaddr*>(&storage), size), 0)
      << std::strerror(errno);
  return made;
}

inline bool HostHasV6() {
  const HostSocket made(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 address = {};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  return bind(made.fd(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
}

// Where to listen: one address of each kind of socket that the host has.
class Transports {
 public:
  Transports() {
    addresses_.push_back(SocketAddress::Tcp("127.0.0.1", 0));
    if (HostHasV6()) addresses_.push_back(SocketAddress::Tcp("::1", 0));
    addresses_.push_back(SocketAddress::Unix(directory_.Path("socket")));
  }
  auto begin() const { return addresses_.begin(); }
  auto end() const { return addresses_.end(); }
  // Removes what a Unix socket leaves behind, so that its address can be used again.
  void CleanUp() const { unlink(directory_.Path("socket").c_str()); }

 private:
  TempDirectory directory_;
  std::vector<SocketAddress> addresses_;
};

// A listener and both sides of a connection, as descriptors of the kernel.
struct Connected {
  File listener;
  File client;
  File server;
};

inline Co<Connected> Connect2(const Transports& transports, SocketAddress address) {
  transports.CleanUp();
  Connected made;
  made.listener = (co_yield Listen(address)).value();
  const SocketAddress local = CallNow(LocalAddress(made.listener)).value();
  made.client = (co_yield Connect(local)).value();
  made.server = (co_yield Accept(made.listener)).value();
  co_return made;
}

// The same with a client of the host. The listener is closed.
struct Served {
  File server;
  HostSocket client;
};

inline Co<Served> ConnectHost(const Transports& transports, SocketAddress address) {
  transports.CleanUp();
  const File listener = (co_yield Listen(address)).value();
  HostSocket client = HostConnect(CallNow(LocalAddress(listener)).value());
  File server = (co_yield Accept(listener)).value();
  co_return Served{std::move(server), std::move(client)};
}

}  // namespace corix::testing

#endif  // CORIX_TESTS_IO_TESTING_H_
