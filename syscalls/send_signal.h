// syscalls/send_signal.h
#ifndef CORIX_SYSCALLS_SEND_SIGNAL_H_
#define CORIX_SYSCALLS_SEND_SIGNAL_H_

#include <tuple>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class SendSignal final : public SystemCall<SendSignal, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SendSignal",
      .params = "tid, signal",
      .summary =
          "Sends a signal to a task. If that one does nothing about it: HUP, INT, KILL, USR1, "
          "USR2, PIPE, ALRM and TERM end it now, wherever it sleeps, with the exit code 128 + the "
          "signal; STOP and TSTP stop it: it gets no turns until CONT; CHLD is lost. If it catches "
          "or blocks the signal, it pends until it is taken by WaitSignal or TakeSignal; one that "
          "is caught ends the task's sleep, or else the next in which it could be, by ABORTED. "
          "KILL "
          "and STOP cannot be caught, blocked or ignored. A task that is stopped ends by other "
          "signals than KILL when it goes on.",
      .answer = "Status",
      .errors = "NOT_FOUND: no such task lives.",
  };
  SendSignal(Tid tid, Signal signal) : tid_(tid), signal_(signal) {}
  auto args() const { return std::tie(tid_, signal_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Tid tid_;
  Signal signal_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SEND_SIGNAL_H_
