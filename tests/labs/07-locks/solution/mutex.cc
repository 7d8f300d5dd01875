#include "mutex.h"

namespace mini {

Mutex::Mutex(std::string_view name) : resource_("mutex", name) { resource_.set_available(1); }

Co<absl::StatusOr<Mutex::Guard>> Mutex::Lock() {
  const Tid self = CallNow(corix::GetTid());
  if (resource_.owner() == self)
    co_return absl::FailedPreconditionError("the caller has locked the mutex already");
  while (!resource_.has_some()) {
    const absl::Status status = co_yield SleepOn(resource_);
    if (!status.ok()) co_return status;
  }
  resource_.set_available(0);
  resource_.set_owner(self);
  co_return Guard(*this);
}

void Mutex::Unlock() {
  resource_.set_owner(0);
  resource_.set_available(1);
  (void)CallNow(WakeUp(resource_));
}

}  // namespace mini
