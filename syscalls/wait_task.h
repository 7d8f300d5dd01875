// syscalls/wait_task.h
#ifndef CORIX_SYSCALLS_WAIT_TASK_H_
#define CORIX_SYSCALLS_WAIT_TASK_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"

namespace corix {

class WaitTask final : public SystemCall<WaitTask, absl::StatusOr<ExitStatus>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "WaitTask",
      .params = "tid",
      .summary =
          "Sleeps until a task has ended, and answers how it ended. A child is reaped thereby, "
          "another's task is not.",
      .answer = "StatusOr<ExitStatus>",
      .errors =
          "NOT_FOUND: no such task. INVALID_ARGUMENT: the caller itself. FAILED_PRECONDITION: the "
          "wait would close a "
          "cycle, in which each waits for the next.",
  };
  explicit WaitTask(Tid tid) : tid_(tid) {}
  auto args() const { return std::tie(tid_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void TaskExited(Tid tid, ExitStatus status) noexcept override;
  void Withdraw() noexcept override { seat_.Leave(); }
  Tid AwaitedTask() const override { return tid_; }

 private:
  Tid tid_;
  Seat seat_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WAIT_TASK_H_
