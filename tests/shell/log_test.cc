// The log pipelines: the same answer from a file, from standard input and from a socket.

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "tests/shell/child.h"

namespace corix::testing {
namespace {

// A log in a file of its own, and what is to be counted in it.
class LogFile {
 public:
  explicit LogFile(int lines) {
    folder_ = std::filesystem::temp_directory_path() / "corix_XXXXXX";
    if (mkdtemp(folder_.data()) == nullptr) ADD_FAILURE() << "cannot make " << folder_;
    std::array<int, 3> counts = {};
    // The three, and clients whose addresses look much like theirs.
    constexpr std::array<std::string_view, 9> kClients = {
        "83.149.9.216",   "93.114.45.13",  "207.241.237.101",
        "83.149.9.2160",  "183.149.9.216", "93.114.45.130",
        "207.241.237.10", " 93.114.45.13", "::1"};
    std::mt19937 random(1);
    for (int line = 0; line < lines; ++line) {
      const std::size_t client = random() % kClients.size();
      if (client < counts.size()) ++counts[client];
      text_ += kClients[client];
      text_ += " - - [17/May/2015:10:05:03 +0000] \"GET /83.149.9.216 HTTP/1.1\" 200 ";
      text_ += std::to_string(random()) + std::string(random() % 300, 'x');
      if (line + 1 < lines) text_ += "\n";
    }
    std::ofstream(path()) << text_;
    counts_ = absl::StrCat("83.149.9.216: ", counts[0], "\n93.114.45.13: ", counts[1],
                           "\n207.241.237.101: ", counts[2], "\n");
  }
  ~LogFile() { std::filesystem::remove_all(folder_); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  std::string path() const { return folder_ + "/access.log"; }
  const std::string& text() const { return text_; }
  const std::string& counts() const { return counts_; }

 private:
  std::string folder_;
  std::string text_;
  std::string counts_;
};

// Waits for connections, on a port that is free.
class Listening {
 public:
  Listening() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(fd_, 1), 0);
    EXPECT_EQ(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Listening() { close(fd_); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  int fd() const { return fd_; }
  int port() const { return port_; }

 private:
  const int fd_;
  int port_ = 0;
};

class LogTest : public ::testing::TestWithParam<std::string> {};

TEST_P(LogTest, CountsInAFile) {
  for (const int lines : {0, 1, 20, 10'000}) {
    const LogFile log(lines);
    const Outcome outcome = RunCorix({"-c", GetParam() + " " + log.path()});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, log.counts());
    EXPECT_EQ(outcome.err, "");
  }
}

TEST_P(LogTest, CountsOnStandardInput) {
  const LogFile log(10'000);
  const HostFile in(log.path().c_str(), O_RDONLY);
  const Capture out;
  Child child({"-c", GetParam() + " -"}, {.in = in.fd(), .out = out.fd(), .err = out.fd()});
  EXPECT_EQ(child.Wait(), 0);
  EXPECT_EQ(out.Text(), log.counts());
}

// The other side sends the log in pieces that do not end where lines do, and closes.
TEST_P(LogTest, CountsFromASocket) {
  const LogFile log(10'000);
  const Listening server;
  const Capture out;
  const std::string port = std::to_string(server.port());
  Child child({"-c", GetParam() + " 127.0.0.1:" + port}, {.out = out.fd(), .err = out.fd()});
  const int connection = accept(server.fd(), nullptr, nullptr);
  for (std::string_view rest = log.text(); !rest.empty();) {
    const ssize_t sent =
        send(connection, rest.data(), std::min<std::size_t>(rest.size(), 7777), MSG_NOSIGNAL);
    ASSERT_GT(sent, 0);
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  close(connection);
  EXPECT_EQ(child.Wait(), 0);
  EXPECT_EQ(out.Text(), log.counts());
}

// A line that is too long is told of and left out; those behind it count.
TEST_P(LogTest, LeavesOutALineThatIsTooLong) {
  const LogFile log(20);
  std::ofstream(log.path(), std::ios::trunc)
      << "83.149.9.216 " << std::string(std::size_t{2} << 20U, 'x') << "\n"
      << log.text();
  const Outcome outcome = RunCorix({"-c", GetParam() + " " + log.path()});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, log.counts());
  EXPECT_EQ(outcome.err, GetParam() + ": " + log.path() + ": the line is too long\n");
}

// What cannot be read has no counts: it is told of, in one line, and that is all.
TEST_P(LogTest, WhatCannotBeRead) {
  const auto expect_refusal = [](const Outcome& outcome, const std::string& what) {
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, GetParam() + ": " + what + "\n");
  };
  expect_refusal(RunCorix({"-c", GetParam() + " /"}), "/: Is a directory");
  expect_refusal(RunCorix({"-c", GetParam() + " /host/proc/self/mem"}),
                 "/host/proc/self/mem: read: Input/output error");
  expect_refusal(RunCorix({"-c", GetParam() + " - < /"}), "standard input: read: Is a directory");
}

// More is sent than the host keeps for both sides: so the program reads when it is reset.
TEST_P(LogTest, AConnectionThatIsReset) {
  const Listening server;
  const Capture out;
  const std::string name = "127.0.0.1:" + std::to_string(server.port());
  Child child({"-c", GetParam() + " " + name}, {.out = out.fd(), .err = out.fd()});
  const int connection = accept(server.fd(), nullptr, nullptr);
  const int little = 1 << 16;
  ASSERT_EQ(setsockopt(connection, SOL_SOCKET, SO_SNDBUF, &little, sizeof little), 0);
  const std::string line = "83.149.9.216 - -" + std::string(10'000, 'x') + "\n";
  for (int i = 0; i < 1'600; ++i) {
    for (std::string_view rest = line; !rest.empty();) {
      const ssize_t sent = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
      ASSERT_GT(sent, 0);
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  // To close it so is to reset it.
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  ASSERT_EQ(setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
  close(connection);
  EXPECT_EQ(child.Wait(), 1);
  EXPECT_EQ(out.Text(), GetParam() + ": " + name + ": read: Connection reset by peer\n");
}

// The log of which the seeds tell. It is not part of this house: whoever has it says where it is.
TEST_P(LogTest, TheRealLog) {
  const char* const path = getenv("CORIX_APACHE_LOG");
  if (path == nullptr) GTEST_SKIP() << "CORIX_APACHE_LOG does not say where the log is";
  const Outcome outcome = RunCorix({"-c", GetParam() + " '" + path + "'"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "83.149.9.216: 23\n93.114.45.13: 6\n207.241.237.101: 17\n");
}

INSTANTIATE_TEST_SUITE_P(Ways, LogTest,
                         ::testing::Values("log-push", "log-channels", "log-threads"),
                         [](const auto& way) {
                           std::string name = way.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace corix::testing
