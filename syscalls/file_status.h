// syscalls/file_status.h
#ifndef CORIX_SYSCALLS_FILE_STATUS_H_
#define CORIX_SYSCALLS_FILE_STATUS_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/api/file_info.h"
#include "kernel/system_call.h"

namespace corix {

class FileStatus final : public SystemCall<FileStatus, absl::StatusOr<FileInfo>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "FileStatus",
      .params = "path or fd",
      .summary =
          "Answers what the host knows of a file: its type, permissions, size, times and so on. "
          "With .NotFollowing(), of a symbolic link itself. A pipe inside the kernel is a FIFO "
          "without a serial number.",
      .answer = "StatusOr<FileInfo>",
      .errors = "NOT_FOUND: no such file or descriptor. PERMISSION_DENIED and others: the host's.",
  };
  explicit FileStatus(std::string path) : path_(std::move(path)) {}
  explicit FileStatus(Fd fd) : fd_(fd) {}

  FileStatus&& NotFollowing() && {
    follow_ = false;
    return std::move(*this);
  }

  auto args() const { return std::tie(path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
  Fd fd_;  // none: the path counts
  bool follow_ = true;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_FILE_STATUS_H_
