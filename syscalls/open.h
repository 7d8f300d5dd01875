// syscalls/open.h
#ifndef CORIX_SYSCALLS_OPEN_H_
#define CORIX_SYSCALLS_OPEN_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"
#include "syscalls/file.h"

namespace corix {

class Open final : public SystemCall<Open, absl::StatusOr<File>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Open",
      .params = "path, mode[, permissions]",
      .summary =
          "Opens a file of the host, from the caller's working directory if the path is relative. "
          "A file that is made has the permissions that the caller's umask leaves of those given. "
          "A FIFO is opened without waiting for its other end. Below /proc are the kernel's own "
          "files; "
          "what is read of one was so when it was opened. The host's are at /host/proc.",
      .answer = "StatusOr<File>",
      .errors =
          "INVALID_ARGUMENT: a mode that neither reads nor writes. FAILED_PRECONDITION: a file of "
          "the "
          "kernel's can only be read. NOT_FOUND, ALREADY_EXISTS, "
          "PERMISSION_DENIED and others: the host's.",
  };
  explicit Open(std::string path, OpenMode mode = OpenMode::kRead, unsigned permissions = 0666)
      : path_(std::move(path)), mode_(mode), permissions_(permissions) {}
  auto args() const { return std::tie(path_, mode_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Reply OpenKernelFile(Kernel& kernel, const Task& caller, const std::string& path);

  std::string path_;
  OpenMode mode_;
  unsigned permissions_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_OPEN_H_
