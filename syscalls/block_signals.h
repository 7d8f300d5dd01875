// syscalls/block_signals.h
#ifndef CORIX_SYSCALLS_BLOCK_SIGNALS_H_
#define CORIX_SYSCALLS_BLOCK_SIGNALS_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"

namespace corix {

class BlockSignals final : public SystemCall<BlockSignals, absl::StatusOr<SignalSet>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "BlockSignals",
      .params = "signals",
      .summary =
          "Chooses the signals that pend without any effect, until WaitSignal or TakeSignal takes "
          "them, or until they are blocked no longer: then they act as if they came just now. "
          "Children block nothing.",
      .answer = "StatusOr<SignalSet>: those before",
      .errors = "INVALID_ARGUMENT: KILL or STOP is among them.",
  };
  explicit BlockSignals(SignalSet signals) : signals_(signals) {}
  auto args() const { return std::tie(signals_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  SignalSet signals_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_BLOCK_SIGNALS_H_
