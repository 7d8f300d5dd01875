// userland/lib/owned_tasks.h: tasks that are to end when a program does.
//
//   OwnedTasks tasks;
//   tasks.Start("hare", Runner(2));
//   tasks.Start("tortoise", Runner(3));
//   co_await tasks.WaitForAll();
//
// Whatever of them still runs when the owner ends, or is killed, is killed too.
#ifndef CORIX_USERLAND_LIB_OWNED_TASKS_H_
#define CORIX_USERLAND_LIB_OWNED_TASKS_H_

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/api/co.h"
#include "kernel/api/tid.h"
#include "syscalls/kill_task.h"
#include "syscalls/list_tasks.h"
#include "syscalls/new_task.h"
#include "syscalls/wait_task.h"

namespace corix {

class OwnedTasks {
 public:
  OwnedTasks() = default;
  ~OwnedTasks() {
    for (const Tid tid : tids_) CallNow(KillTask(tid));
  }
  OwnedTasks(const OwnedTasks&) = delete;
  OwnedTasks& operator=(const OwnedTasks&) = delete;

  // Not a trap: a task that was started begins when the owner traps, behind those who were started
  // before it.
  template <typename T>
  Tid Start(std::string_view name, Co<T> process) {
    tids_.push_back(CallNow(NewTask(name, std::move(process))));
    return tids_.back();
  }

  // How many have not ended yet. Linear in the number of all tasks.
  std::ptrdiff_t Live() const {
    const std::vector<TaskInfo> tasks = CallNow(ListTasks());
    return std::count_if(tasks.begin(), tasks.end(), [this](const TaskInfo& task) {
      return task.state != TaskState::kZombie &&
             std::find(tids_.begin(), tids_.end(), task.tid) != tids_.end();
    });
  }

  // To be called by the task that started them. Sleeps.
  Co<> WaitForAll() {
    for (const Tid tid : tids_) (void)(co_yield WaitTask(tid));
    tids_.clear();
  }

 private:
  std::vector<Tid> tids_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_OWNED_TASKS_H_
