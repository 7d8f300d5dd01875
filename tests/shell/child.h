// tests/shell/child.h: the real program `corix`, run as a child process of the test.
//
// A child gets exactly the descriptors that it is given: never the test's own standard input. It
// has a deadline in real time; past it, it is killed by its own pid, and the test fails.
#ifndef CORIX_TESTS_SHELL_CHILD_H_
#define CORIX_TESTS_SHELL_CHILD_H_

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tests/testing.h"

namespace corix::testing {

inline constexpr std::chrono::seconds kDeadline{20};

// The host's descriptors that become the child's 0, 1 and 2.
struct Streams {
  static constexpr int kClosed = -1;
  int in = kClosed;
  int out = kClosed;
  int err = kClosed;
};

class Child {
 public:
  // Starts corix with these arguments.
  Child(const std::vector<std::string>& args, Streams streams);
  // Kills a child that still runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  // How it ended, as a shell reports it: its exit status, or 128 + n if signal n of the host killed
  // it. -1, and a failure of the test, if it did not end before the deadline.
  int Wait(std::chrono::seconds deadline = kDeadline);

 private:
  pid_t pid_ = -1;  // -1: reaped
};

// Opens a file of the host for as long as this lives.
class HostFile {
 public:
  HostFile(const char* path, int flags);
  ~HostFile();
  HostFile(const HostFile&) = delete;
  HostFile& operator=(const HostFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

// What a child left behind.
struct Outcome {
  int status;
  std::string out;
  std::string err;
};

// Runs corix to its end with `input` on its standard input, which is a pipe: at most 64 KiB, all
// there from the start, so that a run under the virtual clock is the same every time.
Outcome RunCorix(const std::vector<std::string>& args, std::string_view input = "");

// The same with standard output and standard error in one: both are in `out`, in the order in which
// they were written.
Outcome RunCorixInOne(const std::vector<std::string>& args, std::string_view input = "");

}  // namespace corix::testing

#endif  // CORIX_TESTS_SHELL_CHILD_H_
