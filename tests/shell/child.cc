#include "tests/shell/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace corix::testing {
namespace {

// Makes `from` the child's descriptor `to`.
void Give(posix_spawn_file_actions_t& actions, int from, int to) {
  if (from == Streams::kClosed) {
    posix_spawn_file_actions_addclose(&actions, to);
  } else {
    posix_spawn_file_actions_adddup2(&actions, from, to);
  }
}

Outcome Run(const std::vector<std::string>& args, std::string_view input, bool in_one) {
  HostPipe in;
  // A pipe holds 64 KiB: more would have to be written while the child reads.
  constexpr std::size_t kPipeSize = std::size_t{1} << 16U;
  EXPECT_LE(input.size(), kPipeSize);
  EXPECT_EQ(write(in.writer(), input.data(), input.size()), std::ssize(input));
  in.CloseWriter();
  const Capture out;
  const Capture err;
  Child child(args, {.in = in.reader(), .out = out.fd(), .err = in_one ? out.fd() : err.fd()});
  const int status = child.Wait();
  return {.status = status, .out = out.Text(), .err = err.Text()};
}

}  // namespace

Child::Child(const std::vector<std::string>& args, Streams streams) {
  std::vector<std::string> words = {CORIX_PROGRAM};
  words.insert(words.end(), args.begin(), args.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  Give(actions, streams.in, STDIN_FILENO);
  Give(actions, streams.out, STDOUT_FILENO);
  Give(actions, streams.err, STDERR_FILENO);
  const int error = posix_spawn(&pid_, CORIX_PROGRAM, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    ADD_FAILURE() << "cannot start " << CORIX_PROGRAM << ": error " << error;
    pid_ = -1;
  }
}

Child::~Child() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

int Child::Wait(std::chrono::seconds deadline) {
  if (pid_ < 0) return -1;
  // A pidfd becomes readable when its process ends. (Its header in glibc 2.36 is not for C++.)
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  EXPECT_GE(pidfd, 0);
  pollfd ended{.fd = pidfd, .events = POLLIN, .revents = 0};
  const auto milliseconds = std::chrono::milliseconds(deadline).count();
  const int ready = poll(&ended, 1, static_cast<int>(milliseconds));
  close(pidfd);
  if (ready != 1) {
    ADD_FAILURE() << "corix did not end within " << deadline.count() << " s; it is killed";
    kill(pid_, SIGKILL);
  }
  int status = 0;
  waitpid(std::exchange(pid_, -1), &status, 0);
  if (ready != 1) return -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

HostFile::HostFile(const char* path, int flags) : fd_(open(path, flags | O_CLOEXEC)) {
  EXPECT_GE(fd_, 0) << path;
}

HostFile::~HostFile() { close(fd_); }

Outcome RunCorix(const std::vector<std::string>& args, std::string_view input) {
  return Run(args, input, false);
}

Outcome RunCorixInOne(const std::vector<std::string>& args, std::string_view input) {
  return Run(args, input, true);
}

}  // namespace corix::testing
