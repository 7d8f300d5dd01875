// kernel/api/exit_status.h: how a task ended.
#ifndef CORIX_KERNEL_API_EXIT_STATUS_H_
#define CORIX_KERNEL_API_EXIT_STATUS_H_

#include <cstdint>

#include "kernel/api/signal.h"

namespace corix {

// (As POSIX's, it can also say of a task that has not ended that it was stopped, or goes on. Only
// WaitAnyChild().OrStopped() answers so.)
struct ExitStatus {
  enum class Cause : std::uint8_t { kReturned, kException, kKilled, kStopped, kContinued };

  // As a shell reports it: what the process returned or gave to Exit, 134 for an exception that it
  // did not catch, 128 + n if signal n killed or stopped it.
  int code = 0;
  Cause cause = Cause::kReturned;
  Signal signal = Signal::kNone;  // which one, if killed or stopped

  static constexpr ExitStatus Returned(int code) {
    return {.code = code, .cause = Cause::kReturned, .signal = Signal::kNone};
  }
  static constexpr ExitStatus Threw() {
    return {.code = 134, .cause = Cause::kException, .signal = Signal::kNone};
  }
  static constexpr ExitStatus Killed(Signal signal) {
    return {.code = 128 + static_cast<int>(signal), .cause = Cause::kKilled, .signal = signal};
  }

  static constexpr ExitStatus Stopped(Signal signal) {
    return {.code = 128 + static_cast<int>(signal), .cause = Cause::kStopped, .signal = signal};
  }
  static constexpr ExitStatus Continued() {
    return {.code = 0, .cause = Cause::kContinued, .signal = Signal::kCont};
  }

  // The task lives.
  constexpr bool alive() const { return cause == Cause::kStopped || cause == Cause::kContinued; }

  friend constexpr bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

}  // namespace corix

#endif  // CORIX_KERNEL_API_EXIT_STATUS_H_
