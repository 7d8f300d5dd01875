// syscalls/set_group.h
#ifndef CORIX_SYSCALLS_SET_GROUP_H_
#define CORIX_SYSCALLS_SET_GROUP_H_

#include <tuple>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class SetGroup final : public SystemCall<SetGroup, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SetGroup",
      .params = "tid, group",
      .summary =
          "Puts the caller, or a child of its, into a process group: the tasks that SignalGroup, "
          "and "
          "a signal from the terminal, reach together. By custom a group has the tid of its first "
          "member. A task starts in the group of its parent.",
      .answer = "Status",
      .errors =
          "NOT_FOUND: no such task lives. PERMISSION_DENIED: it is neither the caller nor its "
          "child. INVALID_ARGUMENT: the group is negative.",
  };
  SetGroup(Tid tid, Tid group) : tid_(tid), group_(group) {}
  auto args() const { return std::tie(tid_, group_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Tid tid_;
  Tid group_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SET_GROUP_H_
