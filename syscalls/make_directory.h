// syscalls/make_directory.h
#ifndef CORIX_SYSCALLS_MAKE_DIRECTORY_H_
#define CORIX_SYSCALLS_MAKE_DIRECTORY_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class MakeDirectory final : public SystemCall<MakeDirectory, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "MakeDirectory",
      .params = "path[, permissions]",
      .summary =
          "Makes an empty directory, with the permissions that the caller's umask leaves of those "
          "given.",
      .answer = "Status",
      .errors =
          "ALREADY_EXISTS: something of that name is there. NOT_FOUND, PERMISSION_DENIED and "
          "others: the host's.",
  };
  explicit MakeDirectory(std::string path, unsigned permissions = 0777)
      : path_(std::move(path)), permissions_(permissions) {}
  auto args() const { return std::tie(path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
  unsigned permissions_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_MAKE_DIRECTORY_H_
