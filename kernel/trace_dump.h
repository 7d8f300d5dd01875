// kernel/trace_dump.h: what was recorded is written to a file if the process comes to a bad end.
#ifndef CORIX_KERNEL_TRACE_DUMP_H_
#define CORIX_KERNEL_TRACE_DUMP_H_

#include <string>

namespace corix {

class TraceRecorder;

// If a panic or a signal ends the process from now on, the trace goes to this file, and standard
// error says so. As far as that can be done: the host's memory may be in disorder then. One trace of
// a process at a time, the latest. `host_fd`: the file is open already; else -1, and it is made when
// it is needed.
void DumpTraceAtCrash(const TraceRecorder& recorder, std::string path, int host_fd = -1);

// The recorder is about to go.
void ForgetTraceDump(const TraceRecorder& recorder);

// Writes the file now, once: from any thread, just before the process ends.
void DumpTraceAtEnd();

}  // namespace corix

#endif  // CORIX_KERNEL_TRACE_DUMP_H_
