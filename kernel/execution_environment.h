// kernel/execution_environment.h: what a task inherits from its parent and may change for itself.
//
// The term is POSIX's (Shell & Utilities, 2.12): the open files behind the descriptors 0 to 9, the
// working directory, the file mode creation mask, the environment variables, the signals that are
// ignored, and the process group. A child shares its
// parent's until one of them changes it; then that one gets a copy of its own. So spawning costs
// one count, whatever is in it.
#ifndef CORIX_KERNEL_EXECUTION_ENVIRONMENT_H_
#define CORIX_KERNEL_EXECUTION_ENVIRONMENT_H_

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "kernel/api/signal.h"
#include "kernel/api/tid.h"
#include "kernel/open_file.h"

namespace corix {

using Variables = std::map<std::string, std::string>;

// A directory of the host, held open, so that it stays the same one when it is renamed; or one of
// the kernel's own files.
class Directory {
 public:
  // Takes the host descriptor over.
  explicit Directory(int host_fd) : host_fd_(host_fd) {}
  // Of the kernel's: the path from the root.
  explicit Directory(std::string kernel_path) : kernel_path_(std::move(kernel_path)) {}
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  bool of_kernel() const { return host_fd_ < 0; }
  int host_fd() const { return host_fd_; }
  const std::string& kernel_path() const { return kernel_path_; }

 private:
  int host_fd_ = -1;
  std::string kernel_path_;
};

class ExecutionEnvironment {
 public:
  static constexpr int kDescriptors = 10;

  ExecutionEnvironment() = default;
  ExecutionEnvironment& operator=(const ExecutionEnvironment&) = delete;

  ExecutionEnvironment* Share() {
    ++users_;
    return this;
  }
  void Release() {
    if (--users_ == 0) delete this;
  }
  // The one to go on with for a user that wants to change it: this one, if there is no other user,
  // or a copy.
  ExecutionEnvironment* Own() {
    if (users_ == 1) return this;
    --users_;
    return new ExecutionEnvironment(*this);
  }

  // nullptr if the descriptor is closed.
  OpenFile* FindFile(int fd) const {
    OpenFile* const file = files[fd].get();
    return file == nullptr ? nullptr : &file->Now();
  }

  std::shared_ptr<const Variables> CurrentVariables() const;
  // The working directory, for the host's calls that end in -at. If it is the kernel's, those are
  // given whole paths.
  int directory_fd() const;
  // Its path, without symbolic links, as the names of tasks are (path.h). NOT_FOUND: it has been
  // removed.
  absl::StatusOr<std::string> DirectoryPath() const;
  // A path from the root, for the host's calls that do not.
  std::string Absolute(const std::string& path) const;

  std::array<std::shared_ptr<OpenFile>, kDescriptors> files;
  // nullptr: the host process's own, which never changes.
  std::shared_ptr<const Directory> directory;
  // Nothing: the host process's own.
  std::optional<unsigned> umask;
  // nullptr: the host process's own, which never change.
  std::shared_ptr<const Variables> variables;
  // What is to be lost if it is sent (signals.h).
  SignalSet ignored;
  // The tasks that a signal from the terminal reaches together: POSIX's process group. By custom
  // the tid of the first of them; 0: the group of those that the host program started.
  Tid process_group = 0;

 private:
  // A copy has one user of its own.
  ExecutionEnvironment(const ExecutionEnvironment& other)
      : files(other.files),
        directory(other.directory),
        umask(other.umask),
        variables(other.variables),
        ignored(other.ignored),
        process_group(other.process_group) {}

  int users_ = 1;
};

// The host process's own mask is a task's for a scope: for the host calls that make files.
// Nothing: it stays as it is.
class UmaskScope {
 public:
  explicit UmaskScope(std::optional<unsigned> mask);
  ~UmaskScope();
  UmaskScope(const UmaskScope&) = delete;
  UmaskScope& operator=(const UmaskScope&) = delete;

 private:
  bool changed_;
  unsigned before_ = 0;
};

}  // namespace corix

#endif  // CORIX_KERNEL_EXECUTION_ENVIRONMENT_H_
