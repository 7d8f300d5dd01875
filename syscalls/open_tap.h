// syscalls/open_tap.h
#ifndef CORIX_SYSCALLS_OPEN_TAP_H_
#define CORIX_SYSCALLS_OPEN_TAP_H_

#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/tap_event.h"
#include "kernel/system_call.h"
#include "syscalls/file.h"

namespace corix {

class OpenTap final : public SystemCall<OpenTap, absl::StatusOr<File>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "OpenTap",
      .params = "options",
      .summary =
          "Listens to tasks: to these, to the children that the caller will spawn, and if wanted "
          "to "
          "those that any of them will spawn. TakeTapped answers what they do; that is kept until "
          "then, but for the oldest of more than 65,536 events. It may also make calls of theirs "
          "fail, or be late. It ends when the File is closed.",
      .answer = "StatusOr<File>",
      .errors =
          "NOT_FOUND: there is no such task. INVALID_ARGUMENT: the caller itself, or no such call, "
          "or "
          "one that cannot fail. FAILED_PRECONDITION: somebody injects faults already.",
  };
  explicit OpenTap(TapOptions options) : options_(std::move(options)) {}
  auto args() const { return std::make_tuple(options_.tasks.size()); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  TapOptions options_;
};

// Whether a call of this name can be refused; NOT_FOUND: there is no such call.
absl::StatusOr<bool> CanBeRefused(std::string_view call);

}  // namespace corix

#endif  // CORIX_SYSCALLS_OPEN_TAP_H_
