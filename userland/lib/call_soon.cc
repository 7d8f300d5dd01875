#include "userland/lib/call_soon.h"

#include <utility>

#include "kernel/api/co.h"
#include "syscalls/kill_task.h"
#include "syscalls/new_task.h"
#include "syscalls/sleep.h"

namespace corix {
namespace {

Process Call(absl::Duration delay, std::function<void()> function, std::shared_ptr<bool> called) {
  if (delay > absl::ZeroDuration()) {
    // Whoever is cancelled gives up.
    const absl::StatusCode slept = co_yield Sleep(delay);
    if (slept != absl::StatusCode::kOk) co_return;
  }
  *called = true;
  function();
}

}  // namespace

bool ScheduledCall::Cancel() { return called_ != nullptr && !*called_ && CallNow(KillTask(tid_)); }

ScheduledCall CallSoon(std::function<void()> function) {
  return CallLater(absl::ZeroDuration(), std::move(function));
}

ScheduledCall CallLater(absl::Duration delay, std::function<void()> function) {
  auto called = std::make_shared<bool>(false);
  Process call = Call(delay, std::move(function), called);
  const Tid tid = CallNow(NewTask("callback", std::move(call)).Detached());
  return ScheduledCall(tid, std::move(called));
}

}  // namespace corix
