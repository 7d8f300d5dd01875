#include "shell/end_others.h"

#include <sys/timerfd.h>

#include <string>
#include <utility>
#include <vector>

#include "syscalls/adopt_host_descriptor.h"
#include "syscalls/file.h"
#include "syscalls/get_tid.h"
#include "syscalls/list_tasks.h"
#include "syscalls/new_task.h"
#include "syscalls/send_signal.h"
#include "syscalls/signal_group.h"
#include "syscalls/wait_io.h"
#include "syscalls/wait_task.h"

namespace corix {
namespace {

constexpr int kSecondsToEnd = 2;

// Those that are to end, but for the caller.
std::vector<TaskInfo> Others(const std::set<Tid>& left_alone) {
  std::vector<TaskInfo> tasks = CallNow(ListTasks());
  std::erase_if(tasks, [&](const TaskInfo& task) {
    return task.running || task.state == TaskState::kZombie || left_alone.contains(task.tid);
  });
  return tasks;
}

// To groups where there are some, so that host programs' own children hear of it too.
void SignalAll(const std::vector<TaskInfo>& tasks, Signal signal) {
  std::set<Tid> groups;
  for (const TaskInfo& task : tasks) {
    if (task.process_group == 0) {
      (void)CallNow(SendSignal(task.tid, signal));
    } else if (groups.insert(task.process_group).second) {
      (void)CallNow(SignalGroup(task.process_group, signal));
    }
  }
}

// (The host's time: the other might stand still.)
Process EndThemRoughly(std::set<Tid> left_alone) {
  const int host_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  const itimerspec time = {.it_interval = {}, .it_value = {.tv_sec = kSecondsToEnd, .tv_nsec = 0}};
  if (host_fd >= 0) timerfd_settime(host_fd, 0, &time, nullptr);
  const absl::StatusOr<File> timer = CallNow(AdoptHostDescriptor(host_fd));
  if (timer.ok()) (void)(co_yield WaitIO(*timer, IoEvents::kReadable));
  SignalAll(Others(left_alone), Signal::kKill);
}

}  // namespace

Process EndOthers(std::set<Tid> left_alone) {
  std::vector<TaskInfo> others = Others(left_alone);
  SignalAll(others, Signal::kHup);
  SignalAll(others, Signal::kCont);
  others = Others(left_alone);
  if (others.empty()) co_return;
  left_alone.insert(co_yield GetTid());
  const std::string name(kEndOthersName);
  const Tid rough = co_yield NewTask(name, EndThemRoughly(left_alone)).Detached();
  left_alone.insert(rough);
  for (bool waited = true; waited && !others.empty(); others = Others(left_alone)) {
    waited = false;
    for (const TaskInfo& task : others) {
      const absl::StatusOr<ExitStatus> status = co_yield WaitTask(task.tid);
      // (One that waits for us cannot be waited for.)
      waited |= status.ok();
    }
  }
  (void)CallNow(SendSignal(rough, Signal::kKill));
}

}  // namespace corix
