#include "userland/lib/barrier.h"

#include <algorithm>

#include "syscalls/yield.h"

namespace corix {

Barrier::Barrier(std::size_t parties, std::string_view name)
    : parties_(std::max<std::size_t>(parties, 1)), resource_("barrier", name) {}

Co<absl::StatusOr<bool>> Barrier::Arrive() {
  // Nobody must come in between the arrival and the sleep.
  if (internal::OutputWaits()) {
    const internal::Witness witness(resource_);
    co_yield Yield();
    if (witness.gone()) co_return absl::NotFoundError("the barrier is gone");
  }
  // Those have arrived who sleep here; whoever is killed, cancelled or out of time does not any
  // more. To count them takes long, so that is done only when they may be enough.
  if (++count_ >= parties_) {
    count_ = resource_.sleepers() + 1;
    if (count_ == parties_) {
      count_ = 0;
      internal::WakeAll(resource_);
      co_return true;
    }
  }
  const absl::Status status = co_yield SleepOn(resource_);
  if (!status.ok()) co_return status;
  co_return false;
}

}  // namespace corix
