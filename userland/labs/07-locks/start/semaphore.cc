#include "semaphore.h"

namespace mini {

Semaphore::Semaphore(std::size_t permits, std::string_view name) : resource_("semaphore", name) {
  (void)permits;
  // Step 1.
}

Co<absl::Status> Semaphore::Acquire() {
  // Step 1.
  co_return absl::UnimplementedError("Acquire is not written yet");
}

bool Semaphore::TryAcquire() {
  // Step 1.
  return false;
}

void Semaphore::Release() {
  // Step 1.
}

}  // namespace mini
