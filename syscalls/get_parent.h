// syscalls/get_parent.h
#ifndef CORIX_SYSCALLS_GET_PARENT_H_
#define CORIX_SYSCALLS_GET_PARENT_H_

#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class GetParent final : public SystemCall<GetParent, Tid> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "GetParent",
      .params = "",
      .summary =
          "Answers the id of the task that spawned the caller; 0 if the host program did, or if "
          "that task has ended.",
      .answer = "Tid",
      .errors = "",
  };
  GetParent() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& /*kernel*/, Task& caller) noexcept override {
    const Task* parent = caller.parent();
    return Answer(parent == nullptr ? Tid(0) : parent->tid());
  }
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_GET_PARENT_H_
