// syscalls/change_directory.h
#ifndef CORIX_SYSCALLS_CHANGE_DIRECTORY_H_
#define CORIX_SYSCALLS_CHANGE_DIRECTORY_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class ChangeDirectory final : public SystemCall<ChangeDirectory, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "ChangeDirectory",
      .params = "path",
      .summary =
          "Changes the caller's working directory, and that of the children that it will start. No "
          "other task notices.",
      .answer = "Status",
      .errors =
          "NOT_FOUND, PERMISSION_DENIED and others: the host's. FAILED_PRECONDITION: not a "
          "directory.",
  };
  explicit ChangeDirectory(std::string path) : path_(std::move(path)) {}
  auto args() const { return std::tie(path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_CHANGE_DIRECTORY_H_
