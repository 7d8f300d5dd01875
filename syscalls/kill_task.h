// syscalls/kill_task.h
#ifndef CORIX_SYSCALLS_KILL_TASK_H_
#define CORIX_SYSCALLS_KILL_TASK_H_

#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class KillTask final : public SystemCall<KillTask, bool> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "KillTask",
      .params = "tid[, signal]",
      .summary =
          "Ends a task now, wherever it sleeps: unwinds its frames, innermost first, and wakes "
          "those who wait for it. Its "
          "exit code is 128 + the signal, which is KILL unless given.",
      .answer = "bool: false if no such task lives",
      .errors = "",
  };
  explicit KillTask(Tid tid, Signal signal = Signal::kKill) : tid_(tid), signal_(signal) {}
  auto args() const { return std::tie(tid_, signal_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Tid tid_;
  Signal signal_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_KILL_TASK_H_
