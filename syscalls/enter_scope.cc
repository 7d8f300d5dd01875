#include "syscalls/enter_scope.h"

#include "kernel/kernel.h"

namespace corix {

std::tuple<Plain> EnterScope::args() const {
  if (const auto* timeout = std::get_if<absl::Duration>(&limit_); timeout != nullptr)
    return {Plain{absl::FormatDuration(*timeout)}};
  if (const auto* deadline = std::get_if<absl::Time>(&limit_); deadline != nullptr)
    return {Plain{absl::FormatTime(absl::RFC3339_full, *deadline, absl::UTCTimeZone())}};
  return {Plain{"shield"}};
}

Reply EnterScope::Handle(Kernel& kernel, Task& caller) noexcept {
  // (While a task is being unwound, it calls nothing.)
  if (caller.dying_or_ended()) return Answer();
  if (never_) return Answer();
  Frame& frame = *cpu.top;
  if (const auto* timeout = std::get_if<absl::Duration>(&limit_); timeout != nullptr) {
    scope_.EnterDeadline(kernel, caller, frame, Later(kernel.clock().Now(), TicksOf(*timeout)));
  } else if (const auto* deadline = std::get_if<absl::Time>(&limit_); deadline != nullptr) {
    scope_.EnterDeadline(kernel, caller, frame, kernel.clock().TicksAt(*deadline));
  } else {
    scope_.EnterShield(caller, frame);
  }
  return Answer();
}

}  // namespace corix
