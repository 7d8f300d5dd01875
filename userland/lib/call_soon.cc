#include "userland/lib/call_soon.h"

#include <utility>

#include "kernel/api/co.h"
#include "syscalls/kill_task.h"
#include "syscalls/new_task.h"
#include "syscalls/sleep.h"

namespace corix {
namespace {

Process Call(absl::Duration delay, std::function<void()> function) {
  if (delay > absl::ZeroDuration()) co_yield Sleep(delay);
  function();
}

}  // namespace

bool ScheduledCall::Cancel() { return CallNow(KillTask(tid_)); }

ScheduledCall CallSoon(std::function<void()> function) {
  return CallLater(absl::ZeroDuration(), std::move(function));
}

ScheduledCall CallLater(absl::Duration delay, std::function<void()> function) {
  return ScheduledCall(CallNow(NewTask("callback", Call(delay, std::move(function))).Detached()));
}

}  // namespace corix
