// shell/redirect.h: the shell's own descriptors, changed for the time of one command.
//
// What a command's redirections change is changed in the shell's own task, and put back when the
// object is destroyed: so a built-in, a function and a program that is started meanwhile find the
// same.
#ifndef CORIX_SHELL_REDIRECT_H_
#define CORIX_SHELL_REDIRECT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "kernel/api/fd.h"
#include "shell/state.h"
#include "shell/syntax/tree.h"
#include "syscalls/file.h"

namespace corix {

class Redirections {
 public:
  Redirections() = default;
  ~Redirections() { Undo(); }
  Redirections(const Redirections&) = delete;
  Redirections& operator=(const Redirections&) = delete;

  // Does one after another. The status is 0, or, if one failed, 2, and it has been said which.
  // Those before it are done, until the end of this.
  Co<int> Do(ShellState& state, const std::vector<Redirect>& redirects);
  void Undo();
  // They stay: exec.
  void Keep() { saved_.clear(); }

  // Where standard error went before.
  Fd former_stderr() const;

 private:
  struct Saved {
    int fd;
    File file;  // not open: the descriptor was closed
  };
  absl::Status Open(const ShellState& state, const Redirect& redirect, const std::string& target);
  absl::Status OpenFile(const ShellState& state, const Redirect& redirect,
                        const std::string& target);
  absl::Status Duplicate(const Redirect& redirect, const std::string& target);
  absl::Status OpenHere(int fd, std::string_view text);
  absl::Status Put(const File& file, int fd);
  void Save(int fd);

  std::vector<Saved> saved_;
};

// Writes all of a text, and sleeps as long as there is no room. The status is 0; or 1 if it cannot
// be written, which is said then. With nobody left to read, the task ends, as by SIGPIPE.
Co<int> WriteAll(Fd fd, std::string name, std::string_view text);

// The whole of a file. INVALID_ARGUMENT: it is a directory. Others: the host's.
Co<absl::StatusOr<std::string>> ReadWholeFile(std::string path);

}  // namespace corix

#endif  // CORIX_SHELL_REDIRECT_H_
