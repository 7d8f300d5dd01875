// syscalls/open_group.h
#ifndef CORIX_SYSCALLS_OPEN_GROUP_H_
#define CORIX_SYSCALLS_OPEN_GROUP_H_

#include <tuple>

#include "kernel/group.h"
#include "kernel/system_call.h"

namespace corix {

// For libraries: see userland/lib/task_group.h.
class OpenGroup final : public SystemCall<OpenGroup, void> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "OpenGroup",
      .params = "group",
      .summary =
          "Makes the caller the owner of a group, which stands in one of its frames. Tasks that "
          "are "
          "spawned into it (NewTask(...).In(group)) end before the group does, and so before the "
          "caller. The first of them that fails ends the others.",
      .answer = "nothing",
      .errors = "",
  };
  explicit OpenGroup(Group& group) : group_(group) {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& /*kernel*/, Task& caller) noexcept override {
    if (!group_.open()) group_.Open(caller);
    return Answer();
  }

 private:
  Group& group_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_OPEN_GROUP_H_
