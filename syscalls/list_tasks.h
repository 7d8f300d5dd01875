// syscalls/list_tasks.h
#ifndef CORIX_SYSCALLS_LIST_TASKS_H_
#define CORIX_SYSCALLS_LIST_TASKS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/time/time.h"
#include "kernel/system_call.h"

namespace corix {

struct TaskInfo {
  Tid tid;
  Tid parent;  // 0: the kernel
  TaskState state;
  bool running;  // the caller itself
  bool stopped;  // it gets no turns until it is sent CONT
  Tid process_group;
  std::string name;
  std::string waits_in;  // the system call in which it sleeps; empty if it does not
  std::uint64_t turns;
  std::uint64_t traps;
  absl::Duration cpu;       // sampled about every millisecond; 0 under the virtual clock
  absl::Duration ready;     // for how long it could have run and did not, all in all
  absl::Duration idle;      // for how long it has not been able to run, this time
  std::size_t frame_bytes;  // the memory of its frames

  // As in ps: R running or ready, S sleeping, W writing, T stopped, Z a zombie, D dying.
  char StateLetter() const;
  // The same in a word.
  std::string_view StateWord() const;
};

// `caller`: the task that asks, which is running.
TaskInfo InfoOf(const Kernel& kernel, const Task& task, const Task* caller);

class ListTasks final : public SystemCall<ListTasks, std::vector<TaskInfo>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "ListTasks",
      .params = "",
      .summary = "Answers what the kernel knows of each task, in the order of their ids.",
      .answer = "vector<TaskInfo>",
      .errors = "",
  };
  ListTasks() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_LIST_TASKS_H_
