#include "userland/lib/barrier.h"

#include <algorithm>
#include <utility>

#include "syscalls/yield.h"

namespace corix {

// Counts for as long as its round has not come to its end.
class Barrier::Arrival {
 public:
  explicit Arrival(std::shared_ptr<State> state) : state_(std::move(state)), round_(state_->round) {
    ++state_->arrived;
  }
  ~Arrival() {
    if (state_->round == round_) --state_->arrived;
  }
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;

 private:
  const std::shared_ptr<State> state_;
  const std::uint64_t round_;
};

Barrier::Barrier(std::size_t parties, std::string_view name)
    : state_(std::make_shared<State>(State{.parties = std::max<std::size_t>(parties, 1)})),
      resource_("barrier", name) {}

Co<absl::StatusOr<bool>> Barrier::Arrive() {
  // Nobody must come in between the arrival and the sleep.
  if (internal::OutputWaits()) co_yield Yield();
  const Arrival arrival(state_);
  if (state_->arrived == state_->parties) {
    ++state_->round;
    state_->arrived = 0;
    internal::WakeAll(resource_);
    co_return true;
  }
  const absl::Status status = co_yield SleepOn(resource_);
  if (!status.ok()) co_return status;
  co_return false;
}

}  // namespace corix
