#include "syscalls/open_tap.h"

#include <memory>

#include "kernel/api/absl_view.h"
#include "kernel/tap.h"
#include "syscalls/errors.h"
#include "syscalls/table.h"

namespace corix {

absl::StatusOr<bool> CanBeRefused(std::string_view call) {
  for (const SyscallEntry& entry : kSyscalls) {
    if (entry.doc->name == call) return entry.can_be_refused;
  }
  return absl::NotFoundError(absl::StrCat(AbslView(call), ": no such system call"));
}

Reply OpenTap::Handle(Kernel& kernel, Task& caller) noexcept {
  for (const Tid tid : options_.tasks) {
    const Task* const task = kernel.FindTask(tid);
    if (task == nullptr || task->ended()) return NoSuchTask(tid);
    if (task == &caller) return absl::InvalidArgumentError("a task cannot listen to itself");
  }
  for (const FaultRule& rule : options_.faults) {
    const absl::StatusOr<bool> refusable = CanBeRefused(rule.call);
    if (!refusable.ok()) return absl::InvalidArgumentError(refusable.status().message());
    if (!rule.error.ok() && !*refusable)
      return absl::InvalidArgumentError(absl::StrCat(rule.call, " cannot fail"));
  }
  if (!options_.faults.empty() && kernel.fault_injector() != nullptr)
    return absl::FailedPreconditionError("somebody injects faults already");
  auto tap = std::make_shared<Tap>(kernel, caller.tid(), std::move(options_));
  return Answer(File(kernel.AddFile(std::move(tap))));
}

}  // namespace corix
