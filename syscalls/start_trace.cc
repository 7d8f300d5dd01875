#include "syscalls/start_trace.h"

#include <memory>

#include "kernel/kernel.h"
#include "kernel/trace_dump.h"
#include "kernel/trace_recorder.h"

namespace corix {

Reply StartTrace::Handle(Kernel& kernel, Task& caller) noexcept {
  if (kernel.tracer() != nullptr)
    return absl::FailedPreconditionError("a trace is being recorded already");
  auto recorder = std::make_unique<TraceRecorder>(kernel, ring_bytes_);
  if (!crash_file_.empty()) DumpTraceAtCrash(*recorder, caller.environment().Absolute(crash_file_));
  kernel.SetTracer(std::move(recorder));
  return Answer(absl::OkStatus());
}

}  // namespace corix
