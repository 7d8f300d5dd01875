// syscalls/wait_any_child.h
#ifndef CORIX_SYSCALLS_WAIT_ANY_CHILD_H_
#define CORIX_SYSCALLS_WAIT_ANY_CHILD_H_

#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"

namespace corix {

class WaitAnyChild final : public SystemCall<WaitAnyChild, absl::StatusOr<ChildExit>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "WaitAnyChild",
      .params = "",
      .summary =
          "Sleeps until a child has ended, reaps it, and answers which and how; the first to end "
          "comes first. With "
          ".WithoutSleeping(), only asks. With .OrStopped(), a child that was stopped, or goes on "
          "after that, is an answer too: its status says so, and it is not reaped.",
      .answer = "StatusOr<ChildExit>",
      .errors =
          "NOT_FOUND: the caller has no child to wait for. UNAVAILABLE: without sleeping, and none "
          "has ended yet.",
  };
  WaitAnyChild() {}
  WaitAnyChild&& WithoutSleeping() && {
    may_sleep_ = false;
    return std::move(*this);
  }
  WaitAnyChild&& OrStopped(bool or_stopped = true) && {
    or_stopped_ = or_stopped;
    return std::move(*this);
  }
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  bool ChildExited(Tid tid, ExitStatus status) noexcept override;
  bool ChildChanged(const ChildExit& change) noexcept override;
  std::vector<Tid> Awaited(const Kernel& kernel, const Task& caller) const override;
  bool AwaitsNobodyElse(const Kernel& /*kernel*/) const override { return true; }

 private:
  bool may_sleep_ = true;
  bool or_stopped_ = false;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WAIT_ANY_CHILD_H_
