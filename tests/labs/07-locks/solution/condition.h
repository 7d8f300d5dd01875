// condition.h: waiting, under a mutex, for what somebody else brings about.
// (C. A. R. Hoare, CACM 1974; woken ones look again, as in Mesa: Lampson and Redell, CACM 1980.)
#ifndef CONDITION_H_
#define CONDITION_H_

#include <string_view>

#include "mutex.h"

namespace mini {

class Condition {
 public:
  explicit Condition(std::string_view name = {}) : resource_("condition", name) {}

  // Unlocks the mutex of the guard and sleeps until it is notified; between the two nobody else
  // runs. Then it locks the mutex again, and the guard holds it. If its task is killed after the
  // notification and before it has the mutex, the notification goes to the next. If the sleep or
  // Lock fails, this answers why, and the guard holds nothing. The guard must hold the mutex at first.
  Co<absl::Status> Wait(Mutex::Guard& guard);

  // Wakes the one who has waited longest, or all who wait now. If nobody waits, nothing happens,
  // and nothing is kept. They do not sleep, and are no traps.
  void NotifyOne();
  void NotifyAll();

 private:
  Resource resource_;
};

}  // namespace mini

#endif  // CONDITION_H_
