#include "condition.h"

namespace mini {

Co<absl::Status> Condition::Wait(Mutex::Guard& guard) {
  // Step 3, and 4.
  (void)guard;
  co_return absl::UnimplementedError("Wait is not written yet");
}

void Condition::NotifyOne() {
  // Step 3.
}

void Condition::NotifyAll() {
  // Step 3.
}

}  // namespace mini
