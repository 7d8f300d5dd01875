// syscalls/catch_signals.h
#ifndef CORIX_SYSCALLS_CATCH_SIGNALS_H_
#define CORIX_SYSCALLS_CATCH_SIGNALS_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"

namespace corix {

class CatchSignals final : public SystemCall<CatchSignals, absl::StatusOr<SignalSet>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "CatchSignals",
      .params = "signals",
      .summary =
          "Chooses the signals that the caller catches, all others being left to what they do by "
          "themselves. One that is caught pends until WaitSignal or TakeSignal takes it, and the "
          "call in which the caller sleeps, or its next that may, answers ABORTED once. What pends "
          "and is caught no longer is forgotten. Children catch nothing.",
      .answer = "StatusOr<SignalSet>: those before",
      .errors = "INVALID_ARGUMENT: KILL or STOP is among them.",
  };
  explicit CatchSignals(SignalSet signals) : signals_(signals) {}
  auto args() const { return std::tie(signals_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  SignalSet signals_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_CATCH_SIGNALS_H_
