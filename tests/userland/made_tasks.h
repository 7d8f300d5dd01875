// tests/userland/made_tasks.h: tasks that need not exist, for what only looks at them.
#ifndef CORIX_TESTS_USERLAND_MADE_TASKS_H_
#define CORIX_TESTS_USERLAND_MADE_TASKS_H_

#include <string>
#include <utility>

#include "syscalls/list_tasks.h"

namespace corix::testing {

inline TaskInfo MakeTask(int tid, int parent, std::string name,
                         TaskState state = TaskState::kSleeping) {
  return {.tid = Tid(tid),
          .parent = Tid(parent),
          .state = state,
          .running = false,
          .stopped = false,
          .process_group = Tid(0),
          .name = std::move(name),
          .waits_in = state == TaskState::kSleeping ? "Sleep(5s)" : "",
          .turns = 1,
          .traps = 2,
          .cpu = absl::ZeroDuration(),
          .ready = absl::ZeroDuration(),
          .idle = absl::ZeroDuration(),
          .frame_bytes = 100};
}

}  // namespace corix::testing

#endif  // CORIX_TESTS_USERLAND_MADE_TASKS_H_
