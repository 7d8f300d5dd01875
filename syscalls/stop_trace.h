// syscalls/stop_trace.h
#ifndef CORIX_SYSCALLS_STOP_TRACE_H_
#define CORIX_SYSCALLS_STOP_TRACE_H_

#include <memory>
#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"
#include "kernel/trace_json.h"

namespace corix {

class StopTrace final
    : public SystemCall<StopTrace, absl::StatusOr<std::shared_ptr<const TraceLog>>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "StopTrace",
      .params = "",
      .summary = "Ends the recording, and answers what was recorded since StartTrace.",
      .answer = "StatusOr<shared_ptr<const TraceLog>>, of which TraceJson makes text",
      .errors = "FAILED_PRECONDITION: no trace is being recorded.",
  };
  StopTrace() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_STOP_TRACE_H_
