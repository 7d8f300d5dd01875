#include "userland/lib/readiness.h"

#include <utility>

#include "syscalls/wait_io.h"

namespace corix {

Process CallOnReadiness(Fd fd, IoEvents events, ReadinessCallback callback) {
  while (Any(events)) {
    const absl::StatusOr<IoEvents> ready = co_yield WaitIO(fd, events);
    if (!ready.ok()) co_return;
    events = co_await callback(*ready);
  }
}

}  // namespace corix
