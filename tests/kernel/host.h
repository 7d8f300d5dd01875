// tests/kernel/host.h: what the tests of host programs share.
#ifndef CORIX_TESTS_KERNEL_HOST_H_
#define CORIX_TESTS_KERNEL_HOST_H_

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/testing.h"
#include "userland/lib/redirect.h"
#include "userland/lib/run_host.h"
#include "userland/lib/socket.h"

namespace corix::testing {

// A folder of its own, which goes with this.
class Folder {
 public:
  Folder() {
    path_ = std::filesystem::temp_directory_path() / "corix_XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "cannot make " << path_;
    path_ = std::filesystem::canonical(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  // Makes a file in it, and answers its path.
  std::string Make(const std::string& name, std::string_view text, mode_t mode = 0644) const {
    const std::string path = path_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }
  std::string Text(const std::string& name) const {
    std::ifstream file(path_ + "/" + name);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

 private:
  std::string path_;
};

// Runs a program as a process of its own: its status, or -1 if it could not be started.
inline Co<int> Program(std::vector<std::string> argv) {
  const auto status = co_await RunHostProgram(std::move(argv));
  EXPECT_TRUE(status.ok()) << status.status().message();
  co_return status.ok() ? status->code : -1;
}

inline Co<int> Sh(std::string script) {
  std::vector<std::string> argv = {"sh", "-c"};
  argv.push_back(std::move(script));
  return Program(std::move(argv));
}

// All that comes until the end.
inline Co<std::string> ReadAll(Fd fd) {
  std::string all;
  std::array<char, 5000> buffer;
  for (;;) {
    const auto bytes = co_yield Read(fd, absl::MakeSpan(buffer));
    EXPECT_TRUE(bytes.ok()) << bytes.status().message();
    if (!bytes.ok() || *bytes == 0) co_return all;
    all.append(buffer.data(), *bytes);
  }
}

// What a process prints, whose status is to be 0.
inline Co<std::string> OutputOf(Co<int> body) {
  PipeEnds pipe = co_yield Pipe();
  const Tid tid =
      co_yield NewTask(WithDescriptors(File(), std::move(pipe.writer), std::move(body)));
  std::string out = co_await ReadAll(pipe.reader);
  const auto status = co_yield WaitTask(tid);
  EXPECT_EQ(status->code, 0);
  co_return out;
}

inline pid_t PidOf(Fd fd) { return cpu.kernel->FindFile(*cpu.task, fd)->AsHostProcess()->pid(); }

// A child that nobody has reaped counts.
inline bool IsThere(pid_t pid) { return kill(pid, 0) == 0; }

// Every child of ours has been reaped.
inline void ExpectNoChildren() {
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

// Virtual time passes when the kernel has heard of all that runs outside.
inline Process AwaitTheHost() { co_yield Sleep(absl::Seconds(1)); }

}  // namespace corix::testing

#endif  // CORIX_TESTS_KERNEL_HOST_H_
