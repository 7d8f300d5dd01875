#include "tests/shell/editor/terminal_session.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace corix::testing {
namespace {

int Milliseconds() { return static_cast<int>(std::chrono::milliseconds(kDeadline).count()); }

}  // namespace

TerminalSession::TerminalSession(std::vector<std::string> args, std::vector<std::string> variables,
                                 int rows, int columns)
    : pty_(rows, columns), model_(rows, columns), modes_before_(pty_.Modes()) {
  std::string home = ::testing::TempDir() + "corix-XXXXXX";
  EXPECT_NE(mkdtemp(home.data()), nullptr);
  home_ = home;
  // (Of two of a name, the first counts.)
  for (const char* variable : {"TERM=xterm", "PATH=/usr/bin:/bin"})
    variables.emplace_back(variable);
  variables.push_back("HOME=" + home_);
  std::vector<std::string> words = {CORIX_PROGRAM};
  words.insert(words.end(), args.begin(), args.end());
  const auto pointers = [](std::vector<std::string>& strings) {
    std::vector<char*> result;
    for (std::string& string : strings) result.push_back(string.data());
    result.push_back(nullptr);
    return result;
  };
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // The first terminal that the leader of a session opens is its own.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  posix_spawn_file_actions_addopen(&actions, 0, pty_.path().c_str(), O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, 0, 1);
  posix_spawn_file_actions_adddup2(&actions, 0, 2);
  const int error = posix_spawn(&pid_, CORIX_PROGRAM, &actions, &attributes, pointers(words).data(),
                                pointers(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    ADD_FAILURE() << "cannot start " << CORIX_PROGRAM << ": error " << error;
    pid_ = -1;
  }
}

TerminalSession::~TerminalSession() {
  if (pid_ >= 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(home_, ignored);
}

void TerminalSession::Type(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(pty_.near(), bytes.data(), bytes.size());
    ASSERT_GT(n, 0);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void TerminalSession::Resize(int rows, int columns) {
  model_.Resize(rows, columns);
  pty_.SetSize(rows, columns);
}

bool TerminalSession::ReadMore() {
  pollfd readable{.fd = pty_.near(), .events = POLLIN, .revents = 0};
  if (poll(&readable, 1, Milliseconds()) != 1) return false;
  std::array<char, 65536> bytes;
  const ssize_t n = read(pty_.near(), bytes.data(), bytes.size());
  if (n <= 0) return false;
  if (!draws_) {
    unseen_.append(bytes.data(), static_cast<std::size_t>(n));
    return true;
  }
  // (The pseudo-terminal has made CR LF of each newline.)
  model_.Write(std::string_view(bytes.data(), static_cast<std::size_t>(n)), false);
  return true;
}

void TerminalSession::WaitUntil(std::string_view what,
                                const std::function<bool(const TerminalModel&)>& holds) {
  while (!holds(model_)) {
    if (!ReadMore()) {
      ADD_FAILURE() << "waited in vain for: " << what << "\nThe screen:\n" << model_.Screen();
      return;
    }
  }
}

void TerminalSession::WaitForEnd(std::string_view rows) {
  WaitUntil(rows, [&](const TerminalModel& model) {
    const std::string screen = model.Screen();
    return screen.ends_with(rows) &&
           (screen.size() == rows.size() || screen[screen.size() - rows.size() - 1] == '\n');
  });
}

void TerminalSession::WaitForText(std::string_view text) {
  WaitUntil(text, [&](const TerminalModel& model) {
    return model.Screen().find(text) != std::string::npos;
  });
}

void TerminalSession::WaitForBytes(std::string_view bytes) {
  draws_ = false;
  std::size_t at = unseen_.find(bytes);
  while (at == std::string::npos) {
    if (!ReadMore()) {
      ADD_FAILURE() << "waited in vain for: " << bytes << "\nThere came:\n" << unseen_;
      return;
    }
    at = unseen_.find(bytes);
  }
  unseen_.erase(0, at + bytes.size());
}

void TerminalSession::Signal(int signal) const { EXPECT_EQ(kill(pid_, signal), 0); }

int TerminalSession::WaitForExit() {
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  std::array<pollfd, 2> events{pollfd{.fd = pidfd, .events = POLLIN, .revents = 0},
                               pollfd{.fd = pty_.near(), .events = POLLIN, .revents = 0}};
  bool ended = false;
  while (!ended && poll(events.data(), events.size(), Milliseconds()) > 0) {
    ended = events[0].revents != 0;
    if (events[1].revents != 0 && !ReadMore()) events[1].fd = -1;
  }
  // What is left.
  pollfd rest{.fd = pty_.near(), .events = POLLIN, .revents = 0};
  while (poll(&rest, 1, 0) == 1 && (rest.revents & POLLIN) != 0 && ReadMore()) {
  }
  close(pidfd);
  if (!ended) {
    ADD_FAILURE() << "corix did not end; it is killed\n" << model_.Screen();
    kill(pid_, SIGKILL);
  }
  int status = 0;
  waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace corix::testing
