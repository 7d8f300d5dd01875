#include "syscalls/read_trace.h"

#include "kernel/kernel.h"
#include "kernel/trace_recorder.h"

namespace corix {

Reply ReadTrace::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  if (kernel.tracer() == nullptr)
    return absl::FailedPreconditionError("no trace is being recorded");
  return Answer(std::make_shared<const TraceLog>(kernel.tracer()->Look()));
}

}  // namespace corix
