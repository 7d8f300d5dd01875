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
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const Capture out;
  const std::string port = std::to_string(ntohs(address.sin_port));
  Child child({"-c", GetParam() + " 127.0.0.1:" + port}, {.out = out.fd(), .err = out.fd()});
  const int connection = accept(listener, nullptr, nullptr);
  for (std::string_view rest = log.text(); !rest.empty();) {
    const ssize_t sent =
        send(connection, rest.data(), std::min<std::size_t>(rest.size(), 7777), MSG_NOSIGNAL);
    ASSERT_GT(sent, 0);
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  close(connection);
  close(listener);
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
  EXPECT_EQ(outcome.err, GetParam() + ": the line is too long\n");
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
