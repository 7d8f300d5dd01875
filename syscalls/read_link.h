// syscalls/read_link.h
#ifndef CORIX_SYSCALLS_READ_LINK_H_
#define CORIX_SYSCALLS_READ_LINK_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"

namespace corix {

class ReadLink final : public SystemCall<ReadLink, absl::StatusOr<std::string>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "ReadLink",
      .params = "path",
      .summary = "Answers the name that a symbolic link says.",
      .answer = "StatusOr<string>",
      .errors =
          "INVALID_ARGUMENT: no symbolic link. NOT_FOUND, PERMISSION_DENIED and others: the "
          "host's.",
  };
  explicit ReadLink(std::string path) : path_(std::move(path)) {}
  auto args() const { return std::tie(path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_READ_LINK_H_
