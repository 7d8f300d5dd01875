// syscalls/ignore_signals.h
#ifndef CORIX_SYSCALLS_IGNORE_SIGNALS_H_
#define CORIX_SYSCALLS_IGNORE_SIGNALS_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"

namespace corix {

class IgnoreSignals final : public SystemCall<IgnoreSignals, absl::StatusOr<SignalSet>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "IgnoreSignals",
      .params = "signals",
      .summary =
          "Chooses the signals that are lost if they are sent to the caller, instead of ending or "
          "stopping it. Children that are spawned later inherit that.",
      .answer = "StatusOr<SignalSet>: those before",
      .errors = "INVALID_ARGUMENT: KILL or STOP is among them.",
  };
  explicit IgnoreSignals(SignalSet signals) : signals_(signals) {}
  auto args() const { return std::tie(signals_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  SignalSet signals_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_IGNORE_SIGNALS_H_
