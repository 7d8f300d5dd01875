// kernel/api/tap_event.h: what somebody who listens to tasks is told (kernel/tap.h).
#ifndef CORIX_KERNEL_API_TAP_EVENT_H_
#define CORIX_KERNEL_API_TAP_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "kernel/api/exit_status.h"
#include "kernel/api/signal.h"
#include "kernel/api/tid.h"

namespace corix {

struct TapEvent {
  enum class Kind : std::uint8_t {
    kAttached,   // it is listened to from now on; `text`: its name
    kCalled,     // it made a call; `text`: the arguments
    kSlept,      // the call did not answer at once
    kAnswered,   // the call answered; `text`: what, `failed`, `asleep`, `waited`
    kAbandoned,  // the call was given up: its time was up
    kSignalled,  // it was sent `signal`, by `other` (0: by nobody of ours)
    kExited,     // it ended, with `status`; `asleep`: the processor's time that it used
    kLost,       // `count` events before this one were lost: nobody took them
  };

  Kind kind = Kind::kCalled;
  Tid task;
  Tid other;
  absl::Duration when;    // since the kernel was made
  absl::Duration asleep;  // until the call could go on,
  absl::Duration waited;  // and from then until the task had its turn
  const char* call = "";  // the call's name
  std::string text;
  bool failed = false;
  bool injected = false;  // by a fault rule
  Signal signal = Signal::kNone;
  ExitStatus status;
  std::uint64_t count = 0;
};

// Which calls are to fail, or to be late: as strace's -e inject.
struct FaultRule {
  std::string call;
  absl::Status error;       // the call answers this instead of being handled; or, if it is OK,
  absl::Duration delay;     // it is handled so much later
  std::uint64_t first = 1;  // the first call of a task that it strikes, counted from 1,
  std::uint64_t step = 1;   // and then each so-manieth; 0: only that one
  std::uint64_t last = UINT64_MAX;
};

// Whom to listen to.
struct TapOptions {
  std::vector<Tid> tasks;         // these
  bool children = false;          // those that the listener spawns from now on
  bool follow = false;            // and those that any of these spawn
  std::vector<FaultRule> faults;  // of those who are listened to
};

}  // namespace corix

#endif  // CORIX_KERNEL_API_TAP_EVENT_H_
