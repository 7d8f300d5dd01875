// userland/lib/task_group.h: tasks that end before the block in which they were started.
//
//   std::vector<Page> pages(2);
//   TaskGroup group;
//   group.Spawn(Fetch(first, &pages[0]));
//   group.Spawn(Fetch(second, &pages[1]));
//   const absl::Status status = co_yield group.Wait();
//
// When the group goes, its members have gone, however that came to pass: the block ended, the task
// was killed, a timeout struck. So they may use what was declared before the group.
//
// The first member that fails (exit code other than 0, uncaught exception, killed) ends the others;
// Wait says which one it was. In a group that goes on (OnFailure::kGoOn), as that of a server's
// clients, nobody minds. Members are named and counted by the kernel, and can have groups of
// their own. The idea is Martin Sústrik's and Nathaniel Smith's: structured concurrency.
#ifndef CORIX_USERLAND_LIB_TASK_GROUP_H_
#define CORIX_USERLAND_LIB_TASK_GROUP_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "kernel/api/co.h"
#include "syscalls/new_task.h"
#include "syscalls/open_group.h"
#include "syscalls/wait_any_child.h"
#include "syscalls/wait_group.h"

namespace corix {

// A local variable of a process.
class TaskGroup {
 public:
  explicit TaskGroup(OnFailure on_failure = OnFailure::kEndAll) : group_(on_failure) {
    CallNow(OpenGroup(group_));
  }

  // Starts a member; it has its first turn after the caller's next trap. If the group has failed,
  // it ends at once. Does not sleep.
  template <typename T>
  Tid Spawn(Co<T> process) {
    return CallNow(NewTask(std::move(process)).In(group_));
  }
  template <typename T>
  Tid Spawn(std::string_view name, Co<T> process) {
    return CallNow(NewTask(name, std::move(process)).In(group_));
  }

  // co_yield group.Wait(): sleeps until no member is left. ABORTED: one has failed. CANCELLED: the
  // caller was cancelled; the members go on. FAILED_PRECONDITION: the group stands in another task.
  [[nodiscard("write co_yield group.Wait()")]] WaitGroup Wait() { return WaitGroup(group_); }

  // Ends all members now; the group takes no more. Does not sleep.
  void End() { group_.End(); }

  // Members that have not ended.
  std::size_t size() const { return group_.size(); }
  // The first that failed.
  std::optional<ChildExit> failure() const {
    if (group_.failed() == 0) return std::nullopt;
    return ChildExit{.tid = group_.failed(), .status = group_.failure()};
  }

 private:
  Group group_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_TASK_GROUP_H_
