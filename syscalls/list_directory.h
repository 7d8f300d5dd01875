// syscalls/list_directory.h
#ifndef CORIX_SYSCALLS_LIST_DIRECTORY_H_
#define CORIX_SYSCALLS_LIST_DIRECTORY_H_

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/file_info.h"
#include "kernel/system_call.h"

namespace corix {

class ListDirectory final
    : public SystemCall<ListDirectory, absl::StatusOr<std::vector<DirectoryEntry>>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "ListDirectory",
      .params = "path",
      .summary =
          "Answers what is in a directory, but for . and .., in the order of the names' bytes.",
      .answer = "StatusOr<vector<DirectoryEntry>>",
      .errors =
          "FAILED_PRECONDITION: no directory. NOT_FOUND, PERMISSION_DENIED and others: the "
          "host's.",
  };
  explicit ListDirectory(std::string path) : path_(std::move(path)) {}
  auto args() const { return std::tie(path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_LIST_DIRECTORY_H_
