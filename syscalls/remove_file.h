// syscalls/remove_file.h
#ifndef CORIX_SYSCALLS_REMOVE_FILE_H_
#define CORIX_SYSCALLS_REMOVE_FILE_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class RemoveFile final : public SystemCall<RemoveFile, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "RemoveFile",
      .params = "path",
      .summary =
          "Removes a name of a file; the file is gone when nothing else leads to it. A symbolic "
          "link is removed itself.",
      .answer = "Status",
      .errors =
          "FAILED_PRECONDITION: a directory. NOT_FOUND, PERMISSION_DENIED and others: the host's.",
  };
  explicit RemoveFile(std::string path) : path_(std::move(path)) {}
  auto args() const { return std::tie(path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_REMOVE_FILE_H_
