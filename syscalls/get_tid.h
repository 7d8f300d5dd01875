// syscalls/get_tid.h
#ifndef CORIX_SYSCALLS_GET_TID_H_
#define CORIX_SYSCALLS_GET_TID_H_

#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class GetTid final : public SystemCall<GetTid, Tid> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "GetTid",
      .params = "",
      .summary = "Answers the caller's own task id.",
      .answer = "Tid",
      .errors = "",
  };
  GetTid() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& /*kernel*/, Task& caller) noexcept override { return Answer(caller.tid()); }
};

// The same for a library that needs it often: without a call, so nobody sees it. 0 outside any task.
inline Tid SelfTid() { return cpu.task == nullptr ? Tid() : cpu.task->tid(); }

}  // namespace corix

#endif  // CORIX_SYSCALLS_GET_TID_H_
