#include "syscalls/list_tasks.h"

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

Reply ListTasks::Handle(Kernel& kernel, Task& caller) noexcept {
  std::vector<TaskInfo> tasks;
  for (const Task* task = kernel.TaskAfter(0); task != nullptr;
       task = kernel.TaskAfter(task->tid())) {
    const Task* parent = task->parent();
    tasks.push_back({
        .tid = task->tid(),
        .parent = parent == nullptr ? Tid(0) : parent->tid(),
        .state = task->state(),
        .running = task == &caller,
        .stopped = Kernel::IsStopped(*task),
        .process_group = task->ended() ? Tid(0) : task->environment().process_group,
        .name = task->Name(),
        .waits_in = task->call() == nullptr ? "" : task->call()->Format(),
        .turns = task->turns(),
        .traps = task->traps(),
        .cpu = absl::Milliseconds(task->cpu_milliseconds()),
        .frame_bytes = task->FrameBytes(),
    });
  }
  return Answer(std::move(tasks));
}

}  // namespace corix
