#include "syscalls/list_tasks.h"

#include <algorithm>
#include <utility>

#include "kernel/kernel.h"

namespace corix {

char TaskInfo::StateLetter() const {
  if (stopped) return 'T';
  switch (state) {
    case TaskState::kReady:
      return 'R';
    case TaskState::kSleeping:
      return 'S';
    case TaskState::kWriting:
      return 'W';
    case TaskState::kStopped:
      return 'T';
    case TaskState::kDying:
      return 'D';
    case TaskState::kZombie:
      return 'Z';
  }
  return '?';
}

std::string_view TaskInfo::StateWord() const {
  switch (StateLetter()) {
    case 'R':
      return running ? "running" : "ready";
    case 'S':
      return "sleeping";
    case 'W':
      return "writing";
    case 'T':
      return "stopped";
    case 'Z':
      return "ended";
    default:
      return "dying";
  }
}

TaskInfo InfoOf(const Kernel& kernel, const Task& task, const Task* caller) {
  const Task* const parent = task.parent();
  const std::uint32_t now = kernel.clock().recent();
  const std::uint32_t runnable = task.runnable_milliseconds(now);
  const bool ready = task.state() == TaskState::kReady;
  return {
      .tid = task.tid(),
      .parent = parent == nullptr ? Tid(0) : parent->tid(),
      .state = task.state(),
      .running = &task == caller,
      .stopped = Kernel::IsStopped(task),
      .process_group = task.ended() ? Tid(0) : task.environment().process_group,
      .name = task.Name(),
      .waits_in = task.call() == nullptr ? "" : task.call()->Format(),
      .turns = task.turns(),
      .traps = task.traps(),
      .cpu = absl::Milliseconds(task.cpu_milliseconds()),
      .ready = absl::Milliseconds(runnable - std::min(runnable, task.cpu_milliseconds())),
      .idle = absl::Milliseconds(ready ? 0 : task.milliseconds_so(now)),
      .frame_bytes = task.FrameBytes(),
  };
}

Reply ListTasks::Handle(Kernel& kernel, Task& caller) noexcept {
  (void)kernel.clock().Now();
  std::vector<TaskInfo> tasks;
  for (const Task* task = kernel.TaskAfter(0); task != nullptr;
       task = kernel.TaskAfter(task->tid()))
    tasks.push_back(InfoOf(kernel, *task, &caller));
  return Answer(std::move(tasks));
}

}  // namespace corix
