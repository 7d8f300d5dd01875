#include "condition.h"

namespace mini {
namespace {

// A notification that its receiver has heard of, and cannot use before it has the mutex. If it dies
// before that, the next one is notified.
class Heard {
 public:
  explicit Heard(Condition& condition) : condition_(&condition) {}
  Heard(const Heard&) = delete;
  Heard& operator=(const Heard&) = delete;
  ~Heard() {
    if (condition_ != nullptr) condition_->NotifyOne();
  }
  void Use() { condition_ = nullptr; }

 private:
  Condition* condition_;
};

}  // namespace

Co<absl::Status> Condition::Wait(Mutex::Guard& guard) {
  Mutex& mutex = *guard.mutex();
  guard.Unlock();
  absl::Status status = co_yield SleepOn(resource_);
  if (!status.ok()) co_return status;
  Heard heard(*this);
  absl::StatusOr<Mutex::Guard> again = co_await mutex.Lock();
  if (!again.ok()) co_return again.status();
  heard.Use();
  guard = *std::move(again);
  co_return absl::OkStatus();
}

void Condition::NotifyOne() { (void)CallNow(WakeUp(resource_)); }

void Condition::NotifyAll() { (void)CallNow(WakeUp(resource_, WakeUp::kAll)); }

}  // namespace mini
