// userland/lib/leaf_wait.h: what locks and channels have in common.
//
// Their calls (co_await mutex.Lock()) are leaf calls: they need no frame, and most often no trap.
// One that has to wait sleeps on a resource. When it goes on, what it was woken for is still
// reserved for it: see kernel/resource.h.
#ifndef CORIX_USERLAND_LIB_LEAF_WAIT_H_
#define CORIX_USERLAND_LIB_LEAF_WAIT_H_

#include <optional>

#include "absl/status/status.h"
#include "kernel/api/co.h"
#include "syscalls/sleep_on.h"
#include "syscalls/wake_up.h"

namespace corix::internal {

// Wakes one who sleeps on a resource, if anybody does. For destructors too. Outside any task nobody
// is woken: a host program has tasks do such things, and so has a function on a thread.
inline void WakeOne(Resource& resource) {
  if (resource.awaited()) (void)CallNow(WakeUp(resource));
}
inline void WakeAll(Resource& resource) {
  if (resource.awaited()) (void)CallNow(WakeUp(resource, WakeUp::kAll));
}

// Whether the caller's next trap begins by delivering what it printed: then others may run before
// the call itself takes effect. Who cannot bear that between a look and a sleep yields first.
inline bool OutputWaits() { return (cpu.attention & kOutputPending) != 0; }

// Tells, after a trap, whether a resource is still there.
class Witness {
 public:
  explicit Witness(Resource& resource) { seat_.Watch(resource); }
  bool gone() const { return seat_.orphaned(); }

 private:
  ResourceSeat seat_;
};

class LeafWait : public LeafCallBase {
 protected:
  ~LeafWait() = default;
  void GoToSleepOn(Resource& resource) {
    sleep_.emplace(resource);
    sleep_->EnterKernel();
  }
  // Once, when the call goes on. An error: it waited in vain, and what it waited for may be gone.
  absl::Status WakeUpStatus() {
    return sleep_.has_value() ? sleep_->TakeAnswer() : absl::OkStatus();
  }

  bool slept() const { return sleep_.has_value(); }
  // For a call that waited in vain: leaves the line, and tells whether the resource is still there.
  bool GiveUp() {
    if (!sleep_.has_value() || sleep_->resource_gone()) return false;
    sleep_.reset();
    return true;
  }

 private:
  std::optional<SleepOn> sleep_;
};

}  // namespace corix::internal

#endif  // CORIX_USERLAND_LIB_LEAF_WAIT_H_
