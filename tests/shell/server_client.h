// tests/shell/server_client.h: the server programs as they really run, and real clients.
#ifndef CORIX_TESTS_SHELL_SERVER_CLIENT_H_
#define CORIX_TESTS_SHELL_SERVER_CLIENT_H_

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/shell/child.h"

namespace corix::testing {

// Reads a line from a descriptor of the host, byte by byte; what came so far if it takes too long.
inline std::string ReadLineOfHost(int fd) {
  constexpr int kMilliseconds = 20'000;
  std::string line;
  for (char c = 0; c != '\n';) {
    pollfd asked{.fd = fd, .events = POLLIN, .revents = 0};
    if (poll(&asked, 1, kMilliseconds) != 1 || read(fd, &c, 1) != 1) return line;
    if (c != '\n') line += c;
  }
  return line;
}

// A shell that is told what to do line by line, and what it and its programs print, in one.
class TalkingShell {
 public:
  TalkingShell() : child_({}, {.in = in_.reader(), .out = out_.writer(), .err = out_.writer()}) {
    in_.CloseReader();
    out_.CloseWriter();
  }
  void Tell(std::string line) const {
    line += "\n";
    EXPECT_EQ(write(in_.writer(), line.data(), line.size()), std::ssize(line));
  }
  std::string Line() const { return ReadLineOfHost(out_.reader()); }
  // Starts a server in the background; its port.
  int StartServer(const std::string& name, int port = 0) const {
    Tell(name + " --port " + std::to_string(port) + " &");
    return PortIn(Line());
  }
  // From "listening on 127.0.0.1:PORT"; -1 and a failure if it says anything else.
  static int PortIn(const std::string& line) {
    constexpr std::string_view kBegin = "listening on 127.0.0.1:";
    if (!line.starts_with(kBegin)) {
      ADD_FAILURE() << "no port: " << line;
      return -1;
    }
    return std::stoi(line.substr(kBegin.size()));
  }
  Child& child() { return child_; }
  void End() { in_.CloseWriter(); }

 private:
  HostPipe in_;
  HostPipe out_;
  Child child_;
};

// A server as the only program of its corix: corix -c 'NAME --port 0'.
class Server {
 public:
  explicit Server(const std::string& name)
      : null_("/dev/null", O_RDWR),
        child_({"-c", name + " --port 0"},
               {.in = null_.fd(), .out = out_.writer(), .err = STDERR_FILENO}) {
    out_.CloseWriter();
    port_ = TalkingShell::PortIn(ReadLineOfHost(out_.reader()));
  }
  int port() const { return port_; }
  Child& child() { return child_; }

 private:
  HostPipe out_;
  HostFile null_;
  Child child_;
  int port_ = -1;
};

// A connection of the host. What takes more than 20 s fails.
class Client {
 public:
  // `receive_buffer`: bytes; 0: as the host likes.
  explicit Client(int port, int receive_buffer = 0)
      : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{.tv_sec = 20, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    if (receive_buffer > 0)
      setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Client& operator=(Client&&) = delete;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { Close(); }

  int fd() const { return fd_; }
  void Close() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }
  // Ends the connection without a good-bye.
  void Reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    Close();
  }
  bool Send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void EndSending() const { shutdown(fd_, SHUT_WR); }
  // Exactly so many bytes, or those that came before the end.
  std::string Receive(std::size_t size) const {
    std::string bytes(size, ' ');
    std::size_t at = 0;
    while (at < size) {
      const ssize_t received = recv(fd_, bytes.data() + at, size - at, 0);
      if (received <= 0) break;
      at += static_cast<std::size_t>(received);
    }
    bytes.resize(at);
    return bytes;
  }
  // A line, without its end.
  std::string Line() {
    for (;;) {
      const std::size_t end = ahead_.find('\n');
      if (end != std::string::npos) {
        std::string line = ahead_.substr(0, end);
        ahead_.erase(0, end + 1);
        return line;
      }
      char piece[4096];
      const ssize_t received = recv(fd_, piece, sizeof(piece), 0);
      if (received <= 0) return "(the end)";
      ahead_.append(piece, static_cast<std::size_t>(received));
    }
  }
  // All until the end; `closed` (if given): whether it has come, also as a reset.
  std::string ReceiveAll(bool* closed = nullptr) const {
    std::string all;
    char piece[4096];
    for (;;) {
      const ssize_t received = recv(fd_, piece, sizeof(piece), 0);
      if (received <= 0) {
        const bool is_closed = received == 0 || errno == ECONNRESET;
        if (closed != nullptr) *closed = is_closed;
        return all;
      }
      all.append(piece, static_cast<std::size_t>(received));
    }
  }
  bool IsClosed() const {
    bool closed = false;
    ReceiveAll(&closed);
    return closed;
  }
  // Sends and receives at the same time, since an echo does not take more than it gives. What came
  // back.
  std::string Exchange(std::string_view bytes) const {
    const std::size_t size = bytes.size();
    std::string back;
    char piece[16384];
    while (back.size() < size) {
      const short events = static_cast<short>(POLLIN | (bytes.empty() ? 0 : POLLOUT));
      pollfd asked{.fd = fd_, .events = events, .revents = 0};
      if (poll(&asked, 1, 20'000) != 1) break;
      if ((asked.revents & POLLOUT) != 0) {
        const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      }
      if ((asked.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        const ssize_t received = recv(fd_, piece, sizeof(piece), MSG_DONTWAIT);
        if (received == 0 || (received < 0 && errno != EAGAIN)) break;
        if (received > 0) back.append(piece, static_cast<std::size_t>(received));
      }
    }
    return back;
  }

 private:
  int fd_;
  std::string ahead_;
};

inline std::string RandomBytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, ' ');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

}  // namespace corix::testing

#endif  // CORIX_TESTS_SHELL_SERVER_CLIENT_H_
