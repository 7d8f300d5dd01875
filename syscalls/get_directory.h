// syscalls/get_directory.h
#ifndef CORIX_SYSCALLS_GET_DIRECTORY_H_
#define CORIX_SYSCALLS_GET_DIRECTORY_H_

#include <string>
#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"

namespace corix {

class GetDirectory final : public SystemCall<GetDirectory, absl::StatusOr<std::string>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "GetDirectory",
      .params = "",
      .summary = "Answers the path of the caller's working directory, without symbolic links.",
      .answer = "StatusOr<string>",
      .errors = "NOT_FOUND: it has been removed.",
  };
  GetDirectory() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_GET_DIRECTORY_H_
