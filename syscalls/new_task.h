// syscalls/new_task.h
#ifndef CORIX_SYSCALLS_NEW_TASK_H_
#define CORIX_SYSCALLS_NEW_TASK_H_

#include <string_view>
#include <tuple>
#include <utility>

#include "kernel/kernel.h"
#include "kernel/system_call.h"

namespace corix {

//   const Tid child = co_yield NewTask(Foo());
//   const Tid named = co_yield NewTask("hare", Runner(2));
//   co_yield NewTask(Logger()).Detached();
class NewTask final : public SystemCall<NewTask, Tid> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "NewTask",
      .params = "[name,] process",
      .summary =
          "Starts a task that runs the process; its first turn comes before the caller's next. "
          "With .Detached(), nobody "
          "needs to wait for it: it leaves no zombie. With .In(group), it is a member of the "
          "group, "
          "and detached; if the group is closed, it ends at once.",
      .answer = "Tid",
      .errors = "",
  };

  template <typename T>
  explicit NewTask(Co<T> process) : NewTask(std::string_view(), std::move(process)) {}

  template <typename T>
  NewTask(std::string_view name, Co<T> process)
      : process_(ToProcess(std::move(process))), name_(name) {}

  // A process that was not started after all dies with the call.
  ~NewTask() {
    if (process_ != nullptr) process_->Destroy();
  }

  NewTask&& Detached() && {
    detached_ = true;
    return std::move(*this);
  }

  NewTask&& In(Group& group) && {
    group_ = &group;
    return std::move(*this).Detached();
  }

  // The words with which it is started, for /proc/TID/cmdline.
  NewTask&& For(std::string_view command) && {
    command_ = command;
    return std::move(*this);
  }

  auto args() const { return std::tie(name_); }

  Reply Handle(Kernel& kernel, Task& caller) noexcept override {
    Task& task = kernel.Create(name_, std::exchange(process_, nullptr), caller, detached_);
    if (!command_.empty()) [[unlikely]]
      task.MakeExtra().MakeBelongings().command = command_;
    if (group_ == nullptr) return Answer(task.tid());
    (void)Answer(task.tid());
    if (group_->closed()) {
      kernel.Kill(task, ExitStatus::Killed(Signal::kKill));
      // What was in it may have killed the caller.
      if (kernel.IsDoomed(caller)) return End(kernel.doom());
    } else {
      group_->Join(task);
    }
    return Reply::Answered();
  }

 private:
  template <typename T>
  static Frame* ToProcess(Co<T> process) {
    static_assert(ExitValue<T>,
                  "Only a Process or a Co<int> can be spawned: what it returns is its exit code. "
                  "Call others with co_await.");
    return std::move(process).Release();
  }

  Frame* process_;
  std::string_view name_;
  std::string_view command_;
  Group* group_ = nullptr;
  bool detached_ = false;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_NEW_TASK_H_
