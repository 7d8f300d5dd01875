#include "absl/time/time.h"
#include "syscalls/list_tasks.h"
#include "userland/bin/programs.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// What the task does, or waits for.
std::string Doing(const TaskInfo& task) {
  switch (task.state) {
    case TaskState::kReady:
      return task.running ? "(running)" : "(ready)";
    case TaskState::kSleeping:
      return task.waits_in;
    case TaskState::kWriting:
      return "(writing)";
    case TaskState::kStopped:
      return "(stopped)";
    case TaskState::kDying:
      return "(dying)";
    case TaskState::kZombie:
      return "(ended)";
  }
  return "";
}

}  // namespace

Co<int> PsMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  Print("%5s %5s S %9s %9s %8s %6s  %-24s %s\n", "TID", "PPID", "TURNS", "TRAPS", "CPU", "MEM",
        "WAIT", "NAME");
  for (const TaskInfo& task : tasks) {
    Print("%5d %5d %c %9d %9d %7.3fs %6d  %-24s %s\n", task.tid, task.parent, task.StateLetter(),
          task.turns, task.traps, absl::ToDoubleSeconds(task.cpu), task.frame_bytes, Doing(task),
          task.name);
  }
  co_return 0;
}

}  // namespace corix
