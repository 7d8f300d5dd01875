// syscalls/read_trace.h
#ifndef CORIX_SYSCALLS_READ_TRACE_H_
#define CORIX_SYSCALLS_READ_TRACE_H_

#include <memory>
#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"
#include "kernel/trace_json.h"

namespace corix {

class ReadTrace final
    : public SystemCall<ReadTrace, absl::StatusOr<std::shared_ptr<const TraceLog>>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "ReadTrace",
      .params = "",
      .summary = "Answers what was recorded since StartTrace; the recording goes on.",
      .answer = "StatusOr<shared_ptr<const TraceLog>>, of which TraceJson makes text",
      .errors = "FAILED_PRECONDITION: no trace is being recorded.",
  };
  ReadTrace() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_READ_TRACE_H_
