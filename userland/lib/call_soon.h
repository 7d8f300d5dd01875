// userland/lib/call_soon.h: functions that are called later.
//
//   CallSoon([] { Print("soon\n"); });
//   ScheduledCall bell = CallLater(absl::Minutes(3), [] { Print("tea\n"); });
//   bell.Cancel();
//
// Each runs in a task of its own; so in the order of turns, never from within the caller. It must
// own what it uses.
#ifndef CORIX_USERLAND_LIB_CALL_SOON_H_
#define CORIX_USERLAND_LIB_CALL_SOON_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "kernel/api/tid.h"

namespace corix {

// A function that was not called yet, or has been. Letting go of it changes nothing.
class ScheduledCall {
 public:
  ScheduledCall(Tid tid, std::shared_ptr<const bool> called)
      : tid_(tid), called_(std::move(called)) {}

  // True if it will not be called now. False: it has been, or is being, called; or this was moved
  // from. Does not sleep.
  bool Cancel();
  Tid tid() const { return tid_; }

 private:
  Tid tid_;
  // Its task may still live when it has been called: until its last words are delivered.
  std::shared_ptr<const bool> called_;
};

// Neither sleeps. Outside any task they do nothing.
ScheduledCall CallSoon(std::function<void()> function);
// After this much time; at once, that is soon, if it is not positive.
ScheduledCall CallLater(absl::Duration delay, std::function<void()> function);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_CALL_SOON_H_
