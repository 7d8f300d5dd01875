// syscalls/take_signal.h
#ifndef CORIX_SYSCALLS_TAKE_SIGNAL_H_
#define CORIX_SYSCALLS_TAKE_SIGNAL_H_

#include <optional>
#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class TakeSignal final : public SystemCall<TakeSignal, std::optional<Signal>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "TakeSignal",
      .params = "signals",
      .summary =
          "Takes one of these signals that pends, the lowest first, since the caller catches or "
          "blocks it.",
      .answer = "optional<Signal>: nothing if none pends",
      .errors = "",
  };
  explicit TakeSignal(SignalSet signals) : signals_(signals) {}
  auto args() const { return std::tie(signals_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  SignalSet signals_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_TAKE_SIGNAL_H_
