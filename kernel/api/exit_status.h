// kernel/api/exit_status.h: how a task ended.
#ifndef CORIX_KERNEL_API_EXIT_STATUS_H_
#define CORIX_KERNEL_API_EXIT_STATUS_H_

#include <cstdint>

namespace corix {

// The signals that can end a task, with POSIX's numbers.
enum class Signal : std::uint8_t {
  kNone = 0,
  kHup = 1,
  kInt = 2,
  kKill = 9,
  kPipe = 13,
  kTerm = 15
};

struct ExitStatus {
  enum class Cause : std::uint8_t { kReturned, kException, kKilled };

  // As a shell reports it: what the process returned or gave to Exit, 134 for an exception that it
  // did not catch, 128 + n if signal n killed it.
  int code = 0;
  Cause cause = Cause::kReturned;
  Signal signal = Signal::kNone;  // which one, if killed

  static constexpr ExitStatus Returned(int code) {
    return {.code = code, .cause = Cause::kReturned, .signal = Signal::kNone};
  }
  static constexpr ExitStatus Threw() {
    return {.code = 134, .cause = Cause::kException, .signal = Signal::kNone};
  }
  static constexpr ExitStatus Killed(Signal signal) {
    return {.code = 128 + static_cast<int>(signal), .cause = Cause::kKilled, .signal = signal};
  }

  friend constexpr bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

}  // namespace corix

#endif  // CORIX_KERNEL_API_EXIT_STATUS_H_
