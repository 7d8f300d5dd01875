#include "mutex.h"

namespace mini {

Mutex::Mutex(std::string_view name) : resource_("mutex", name) {
  // Step 2.
}

Co<absl::StatusOr<Mutex::Guard>> Mutex::Lock() {
  // Step 2. (What makes a guard: Guard(*this).)
  co_return absl::UnimplementedError("Lock is not written yet");
}

void Mutex::Unlock() {
  // Step 2.
}

}  // namespace mini
