// syscalls/remove_directory.h
#ifndef CORIX_SYSCALLS_REMOVE_DIRECTORY_H_
#define CORIX_SYSCALLS_REMOVE_DIRECTORY_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class RemoveDirectory final : public SystemCall<RemoveDirectory, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "RemoveDirectory",
      .params = "path",
      .summary = "Removes a directory that is empty.",
      .answer = "Status",
      .errors =
          "FAILED_PRECONDITION: no directory. ALREADY_EXISTS: it is not empty. NOT_FOUND, "
          "PERMISSION_DENIED and others: the host's.",
  };
  explicit RemoveDirectory(std::string path) : path_(std::move(path)) {}
  auto args() const { return std::tie(path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_REMOVE_DIRECTORY_H_
