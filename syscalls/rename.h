// syscalls/rename.h
#ifndef CORIX_SYSCALLS_RENAME_H_
#define CORIX_SYSCALLS_RENAME_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class Rename final : public SystemCall<Rename, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Rename",
      .params = "from, to",
      .summary =
          "Gives a file or directory another name, in one step: what had that name before is "
          "gone.",
      .answer = "Status",
      .errors =
          "UNIMPLEMENTED: the two are in different file systems. NOT_FOUND, PERMISSION_DENIED and "
          "others: the host's.",
  };
  Rename(std::string from, std::string to) : from_(std::move(from)), to_(std::move(to)) {}
  auto args() const { return std::tie(from_, to_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string from_;
  std::string to_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_RENAME_H_
