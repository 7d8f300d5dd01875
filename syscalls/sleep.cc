#include "syscalls/sleep.h"

#include "kernel/kernel.h"

namespace corix {

std::tuple<absl::Duration> Sleep::args() const {
  if (!timer_.taken()) return {absl::Nanoseconds(timer_.deadline())};
  const absl::Duration left = absl::Nanoseconds(timer_.deadline() - cpu.kernel->clock().Now());
  return {absl::Trunc(left, absl::Milliseconds(1))};
}

Reply Sleep::Handle(Kernel& kernel, Task& caller) noexcept {
  if (timer_.deadline() <= 0) return Answer(absl::StatusCode::kOk);
  kernel.timers().Set(timer_, caller, Later(kernel.clock().Now(), timer_.deadline()));
  return Blocked();
}

void Sleep::Withdraw() noexcept { cpu.kernel->timers().Cancel(timer_); }

}  // namespace corix
