// syscalls/cancel.h
#ifndef CORIX_SYSCALLS_CANCEL_H_
#define CORIX_SYSCALLS_CANCEL_H_

#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class Cancel final : public SystemCall<Cancel, bool> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Cancel",
      .params = "tid",
      .summary =
          "Asks a task to give up: the call in which it sleeps answers CANCELLED, or, if it does "
          "not sleep, its next call that may sleep and that can fail. That happens once; then it "
          "can clean up, by system calls of its own, and end, or go on. Within Shielded the answer "
          "waits. (Yield cannot fail: a loop that is to hear of it calls Sleep(0) instead.)",
      .answer = "bool: false if no such task lives",
      .errors = "",
  };
  explicit Cancel(Tid tid) : tid_(tid) {}
  auto args() const { return std::tie(tid_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Tid tid_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_CANCEL_H_
