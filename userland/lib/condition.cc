#include "userland/lib/condition.h"

#include <utility>

#include "syscalls/yield.h"

namespace corix {
namespace {

// A notification that its receiver could not use goes to the next.
class Notified {
 public:
  explicit Notified(Condition* condition) : condition_(condition) {}
  ~Notified() {
    if (condition_ != nullptr) condition_->NotifyOne();
  }
  Notified(const Notified&) = delete;
  Notified& operator=(const Notified&) = delete;
  void Use() { condition_ = nullptr; }

 private:
  Condition* condition_;
};

}  // namespace

Co<absl::Status> Condition::Wait(Mutex::Guard& guard, absl::Duration timeout) {
  if (!guard.holds()) co_return absl::FailedPreconditionError("the mutex is not locked");
  // Nobody must come in between the unlocking and the sleep.
  if (internal::OutputWaits()) co_yield Yield();
  Mutex& mutex = *guard.mutex();
  guard.Unlock();
  absl::Status status = co_yield SleepOn(resource_, timeout);
  if (absl::IsNotFound(status)) co_return status;
  Notified notified(status.ok() ? this : nullptr);
  for (;;) {
    absl::StatusOr<Mutex::Guard> again = co_await mutex.Lock();
    if (again.ok()) {
      guard = *std::move(again);
      break;
    }
    // The mutex is part of the answer, also for one who is cancelled.
    status = again.status();
    if (!absl::IsCancelled(status)) co_return status;
  }
  if (status.ok()) notified.Use();
  co_return status;
}

}  // namespace corix
