// pipeline.h: starting what stands between the bars.
#ifndef PIPELINE_H_
#define PIPELINE_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "kernel/api/co.h"
#include "kernel/api/tid.h"
#include "parse.h"
#include "syscalls/get_tid.h"

namespace mini {

using corix::CallNow;
using corix::Co;
using corix::Process;
using corix::Tid;

// What can be started: a function makes the coroutine of a program, which is given its words. What
// it returns is its exit code.
using Programs = std::map<std::string, std::function<Co<int>(Words)>>;

// Starts the commands of a pipeline, at least one: each a task, a child of the caller, all of them in
// one process group, which has the tid of the first. What one writes to its descriptor 1 the next
// reads from its descriptor 0. Answers their tids, in order; does not wait for them. In place of a
// program that there is not, starts a task that says so on its descriptor 2, and exits with 127.
Co<std::vector<Tid>> StartPipeline(const Programs& programs, std::vector<Words> commands);

}  // namespace mini

#endif  // PIPELINE_H_
