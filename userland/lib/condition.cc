#include "userland/lib/condition.h"

#include <utility>

#include "syscalls/yield.h"

namespace corix {

// A notification that its receiver could not use goes to the next: unless all who waited then have
// been notified, so that those who wait now came later.
class Condition::Notified {
 public:
  explicit Notified(Condition& condition) : condition_(condition), witness_(condition.resource_) {}
  ~Notified() {
    if (!holds_ || witness_.gone()) return;
    if (condition_.notified_all_ == notified_all_) condition_.NotifyOne();
  }
  Notified(const Notified&) = delete;
  Notified& operator=(const Notified&) = delete;
  // The caller is about to sleep.
  void Begin() { notified_all_ = condition_.notified_all_; }
  void Take() { holds_ = true; }
  void Use() { holds_ = false; }
  // The condition is gone.
  bool orphaned() const { return witness_.gone(); }

 private:
  Condition& condition_;
  const internal::Witness witness_;
  std::uint64_t notified_all_ = 0;
  bool holds_ = false;
};

Co<absl::Status> Condition::Wait(Mutex::Guard& guard, absl::Duration timeout) {
  if (!guard.holds()) co_return absl::FailedPreconditionError("the mutex is not locked");
  Notified notified(*this);
  // Nobody must come in between the unlocking and the sleep.
  if (internal::OutputWaits()) co_yield Yield();
  Mutex& mutex = *guard.mutex();
  const internal::Witness mutex_witness(mutex.resource_);
  guard.Unlock();
  if (notified.orphaned()) co_return absl::NotFoundError("the condition is gone");
  notified.Begin();
  absl::Status status = co_yield SleepOn(resource_, timeout);
  if (absl::IsNotFound(status)) co_return status;
  if (status.ok()) notified.Take();
  for (;;) {
    if (mutex_witness.gone()) co_return absl::NotFoundError("the mutex is gone");
    absl::StatusOr<Mutex::Guard> again = co_await mutex.Lock();
    if (again.ok()) {
      guard = *std::move(again);
      break;
    }
    // The mutex is part of the answer, also for one who is cancelled, or sent a signal.
    status = again.status();
    if (!absl::IsCancelled(status) && !absl::IsAborted(status)) co_return status;
  }
  if (status.ok()) notified.Use();
  co_return status;
}

}  // namespace corix
