#include "syscalls/stop_trace.h"

#include "kernel/kernel.h"
#include "kernel/trace_recorder.h"

namespace corix {

Reply StopTrace::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  if (kernel.tracer() == nullptr)
    return absl::FailedPreconditionError("no trace is being recorded");
  const std::unique_ptr<TraceRecorder> recorder = kernel.SetTracer(nullptr);
  return Answer(std::make_shared<const TraceLog>(recorder->Look()));
}

}  // namespace corix
