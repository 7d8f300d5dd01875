// A shell that has nothing to do does nothing.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/shell/child.h"

namespace corix {
namespace {

std::string ReadProc(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/" + name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// User and system time, in ticks of the host (proc(5), stat: fields 14 and 15).
long CpuTicks(pid_t pid) {
  const std::string stat = ReadProc(pid, "stat");
  // The second field is a name in parentheses, which may hold blanks.
  std::istringstream fields(stat.substr(stat.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  long user = -1;
  long system = -1;
  fields >> user >> system;
  EXPECT_GE(system, 0) << stat;
  return user + system;
}

// How often it went to sleep.
long Sleeps(pid_t pid) {
  const std::string status = ReadProc(pid, "status");
  constexpr std::string_view kField = "\nvoluntary_ctxt_switches:";
  const std::size_t at = status.find(kField);
  EXPECT_NE(at, std::string::npos) << status;
  return at == std::string::npos ? -1 : std::stol(status.substr(at + kField.size()));
}

// Reads until `end` comes last, for as long as the deadline allows.
std::string ReadUntil(int fd, std::string_view end) {
  std::string text;
  const auto milliseconds = std::chrono::milliseconds(testing::kDeadline).count();
  while (!text.ends_with(end)) {
    pollfd readable{.fd = fd, .events = POLLIN, .revents = 0};
    std::array<char, 4096> piece;
    if (poll(&readable, 1, static_cast<int>(milliseconds)) != 1) break;
    const ssize_t n = read(fd, piece.data(), piece.size());
    if (n <= 0) break;
    text.append(piece.data(), static_cast<std::size_t>(n));
  }
  return text;
}

// With ten jobs asleep and nobody typing, the shell sleeps too: it uses no CPU time, and does not
// wake up to look. (The one test here that waits in real time: two seconds in which nothing must
// happen.)
TEST(IdleTest, AnIdleShellUsesNoCpu) {
  testing::HostPipe in;
  testing::HostPipe out;
  const testing::HostFile null("/dev/null", O_RDWR);
  testing::Child shell({"-i"}, {.in = in.reader(), .out = null.fd(), .err = out.writer()});
  out.CloseWriter();
  std::string commands;
  std::string prompts = "$ ";
  for (int job = 1; job <= 10; ++job) {
    commands += "sleep 1000 &\n";
    prompts += "[" + std::to_string(job) + "] " + std::to_string(job + 1) + "\n$ ";
  }
  ASSERT_EQ(write(in.writer(), commands.data(), commands.size()), std::ssize(commands));
  ASSERT_EQ(ReadUntil(out.reader(), "[10] 11\n$ "), prompts);
  // The prompt is printed a little before the shell falls asleep.
  usleep(100'000);

  const long cpu = CpuTicks(shell.pid());
  const long sleeps = Sleeps(shell.pid());
  sleep(2);
  EXPECT_EQ(CpuTicks(shell.pid()), cpu);
  EXPECT_LE(Sleeps(shell.pid()), sleeps + 2);

  in.CloseWriter();
  EXPECT_EQ(shell.Wait(), 0);
}

}  // namespace
}  // namespace corix
