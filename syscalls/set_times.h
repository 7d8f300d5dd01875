// syscalls/set_times.h
#ifndef CORIX_SYSCALLS_SET_TIMES_H_
#define CORIX_SYSCALLS_SET_TIMES_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "kernel/system_call.h"

namespace corix {

class SetTimes final : public SystemCall<SetTimes, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SetTimes",
      .params = "path[, accessed, modified]",
      .summary =
          "Sets when a file was last read and written: now, by the host's clock, unless told "
          "otherwise.",
      .answer = "Status",
      .errors = "NOT_FOUND, PERMISSION_DENIED and others: the host's.",
  };
  explicit SetTimes(std::string path) : path_(std::move(path)) {}
  SetTimes(std::string path, absl::Time accessed, absl::Time modified)
      : path_(std::move(path)), now_(false), accessed_(accessed), modified_(modified) {}
  auto args() const { return std::tie(path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
  bool now_ = true;
  absl::Time accessed_;
  absl::Time modified_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SET_TIMES_H_
