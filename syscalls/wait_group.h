// syscalls/wait_group.h
#ifndef CORIX_SYSCALLS_WAIT_GROUP_H_
#define CORIX_SYSCALLS_WAIT_GROUP_H_

#include <cstddef>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "kernel/group.h"
#include "kernel/system_call.h"

namespace corix {

class WaitGroup final : public SystemCall<WaitGroup, absl::Status> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "WaitGroup",
      .params = "group",
      .summary = "Sleeps until no member of the group is left. For its owner alone.",
      .answer = "Status",
      .errors =
          "ABORTED: a member has failed, and the others were ended; the message says which and "
          "how. "
          "CANCELLED: the caller was cancelled; the members go on. FAILED_PRECONDITION: the group "
          "is "
          "not one of the caller's.",
  };
  explicit WaitGroup(Group& group) : group_(group) {}
  std::tuple<std::size_t> args() const { return {group_.size()}; }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override { seat_.Leave(); }
  std::vector<Tid> Awaited(const Kernel& kernel, const Task& caller) const override;
  bool AwaitsNobodyElse(const Kernel& /*kernel*/) const override { return true; }

 private:
  Group& group_;
  Seat seat_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WAIT_GROUP_H_
