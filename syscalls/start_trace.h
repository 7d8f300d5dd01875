// syscalls/start_trace.h
#ifndef CORIX_SYSCALLS_START_TRACE_H_
#define CORIX_SYSCALLS_START_TRACE_H_

#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class StartTrace final : public SystemCall<StartTrace, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "StartTrace",
      .params = "[ring_bytes[, crash_file]]",
      .summary =
          "Records from now on what all tasks do: turns, traps, sleeps, wake-ups, signals, ends. "
          "With a "
          "ring, the oldest records make room for new ones; without, or with 0, all are kept. "
          "Should a "
          "panic or a signal of the host end Corix meanwhile, what was recorded is written to the "
          "file.",
      .answer = "Status",
      .errors = "FAILED_PRECONDITION: a trace is being recorded already.",
  };
  explicit StartTrace(std::size_t ring_bytes = 0, std::string crash_file = {})
      : ring_bytes_(ring_bytes), crash_file_(std::move(crash_file)) {}
  auto args() const { return std::tie(ring_bytes_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::size_t ring_bytes_;
  std::string crash_file_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_START_TRACE_H_
