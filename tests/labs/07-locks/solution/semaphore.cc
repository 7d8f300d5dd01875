#include "semaphore.h"

namespace mini {

Semaphore::Semaphore(std::size_t permits, std::string_view name) : resource_("semaphore", name) {
  resource_.set_available(permits);
}

Co<absl::Status> Semaphore::Acquire() {
  while (!resource_.has_some()) {
    const absl::Status status = co_yield SleepOn(resource_);
    if (!status.ok()) co_return status;
  }
  resource_.set_available(resource_.available() - 1);
  co_return absl::OkStatus();
}

bool Semaphore::TryAcquire() {
  if (!resource_.has_some()) return false;
  resource_.set_available(resource_.available() - 1);
  return true;
}

void Semaphore::Release() {
  resource_.set_available(resource_.available() + 1);
  (void)CallNow(WakeUp(resource_));
}

}  // namespace mini
