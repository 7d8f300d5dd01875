// Ten thousand connections at once, as far as the host has descriptors for them.

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/shell/child.h"

namespace corix::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// Raises this process's limit of open descriptors; returns how many it may have.
std::size_t RaiseDescriptorLimit() {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::uint64_t ResidentBytes(pid_t pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  statm >> total >> resident;
  return resident * 4096;
}

class Clients {
 public:
  Clients(std::uint16_t port, std::size_t count) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // Nothing here waits for ever, if the server should.
    const timeval patience{.tv_sec = kDeadline.count(), .tv_usec = 0};
    while (fds_.size() < count) {
      const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      EXPECT_GE(fd, 0);
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
      const int connected = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address));
      EXPECT_EQ(connected, 0) << "connection " << fds_.size();
      fds_.push_back(fd);
      if (connected != 0) return;
    }
  }
  ~Clients() {
    for (const int fd : fds_) close(fd);
  }
  Clients(const Clients&) = delete;
  Clients& operator=(const Clients&) = delete;

  // Every connection sends a message of its own, all of them before the first answer is read.
  // Returns how many answers were the right ones.
  std::size_t Exchange(int round) {
    for (std::size_t i = 0; i < fds_.size(); ++i) {
      const std::string message = Message(round, i);
      EXPECT_EQ(send(fds_[i], message.data(), message.size(), MSG_NOSIGNAL),
                static_cast<ssize_t>(message.size()));
    }
    std::size_t right = 0;
    for (std::size_t i = 0; i < fds_.size(); ++i) {
      const std::string expected = Message(round, i);
      std::string answer(expected.size(), '\0');
      const ssize_t n = recv(fds_[i], answer.data(), answer.size(), MSG_WAITALL);
      if (n == static_cast<ssize_t>(answer.size()) && answer == expected) ++right;
    }
    return right;
  }

 private:
  static std::string Message(int round, std::size_t client) {
    std::string text = "round " + std::to_string(round) + ", client " + std::to_string(client);
    text.resize(64, static_cast<char>('a' + (client + static_cast<std::size_t>(round)) % 26));
    return text;
  }

  std::vector<int> fds_;
};

// An echo server of Corix.
class EchoServer {
 public:
  explicit EchoServer(const std::vector<std::string>& options = {})
      : child_(Command(options), {.in = null_.fd(), .out = out_.writer(), .err = null_.fd()}) {
    std::array<char, 128> line = {};
    EXPECT_GT(read(out_.reader(), line.data(), line.size() - 1), 0);
    unsigned port = 0;
    EXPECT_EQ(std::sscanf(line.data(), "listening on 127.0.0.1:%u", &port), 1);
    port_ = static_cast<std::uint16_t>(port);
  }

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return child_.pid(); }
  // Sends it TERM; returns the status of its end.
  int End() {
    kill(child_.pid(), SIGTERM);
    return child_.Wait();
  }

 private:
  static std::vector<std::string> Command(std::vector<std::string> options) {
    options.insert(options.end(), {"-c", "echo-server"});
    return options;
  }

  HostPipe out_;
  const HostFile null_{"/dev/null", O_RDWR | O_CLOEXEC};
  Child child_;
  std::uint16_t port_ = 0;
};

// 9,000, or as many as the descriptors allow.
std::size_t MostConnections() {
  constexpr std::size_t kSpare = 200;
  return std::min<std::size_t>(9000, RaiseDescriptorLimit() - kSpare);
}

// Thousands of connections each exchange messages; none is lost or mixed up. A connection that is
// idle takes less than 1 KiB of the server's memory.
TEST(C10kTest, NineThousandConnections) {
  const std::size_t count = MostConnections();
  EchoServer server;
  Clients first(server.port(), 1);
  EXPECT_EQ(first.Exchange(0), 1);
  const std::uint64_t before = ResidentBytes(server.pid());
  Clients clients(server.port(), count);
  for (int round = 1; round <= 3; ++round) EXPECT_EQ(clients.Exchange(round), count);
  const double bytes =
      static_cast<double>(ResidentBytes(server.pid()) - before) / static_cast<double>(count);
  RecordProperty("bytes_for_each_connection", static_cast<int>(bytes));
  std::printf("%zu connections, %.0f bytes of the server for each\n", count, bytes);
  EXPECT_LT(bytes, kSanitized ? 65536 : 1024);
  EXPECT_EQ(server.End(), 128 + SIGTERM);
}

// What they did, a million events and more, is a file of less than 200 bytes an event. How long it
// took to write it is told, and no law, since machines differ.
TEST(C10kTest, NineThousandTraced) {
  constexpr std::uint64_t kEvents = kSanitized ? 100'000 : 1'000'000;
  std::string folder = std::filesystem::temp_directory_path() / "corix_XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/trace.json";
  EchoServer server({"--trace-out", path});
  const std::size_t count = MostConnections();
  {
    Clients clients(server.port(), count);
    // (Eight events and more an echo: a sleep, an arrow and a turn have two each, the queue as well.)
    for (std::size_t echoes = 0; echoes < kEvents / 8; echoes += count)
      EXPECT_EQ(clients.Exchange(1), count);
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(server.End(), 128 + SIGTERM);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;

  std::ifstream file(path, std::ios::binary);
  std::uint64_t events = 0;
  for (std::string line; std::getline(file, line);) events += line.starts_with("{\"ph\"") ? 1 : 0;
  const auto bytes = static_cast<double>(std::filesystem::file_size(path));
  std::filesystem::remove_all(folder);
  EXPECT_GE(events, kEvents);
  EXPECT_LT(bytes / static_cast<double>(events), 200);
  std::printf("%zu connections, %llu events of %.0f bytes each; written in %.2f s\n", count,
              static_cast<unsigned long long>(events), bytes / static_cast<double>(events),
              took.count());
}

}  // namespace
}  // namespace corix::testing
