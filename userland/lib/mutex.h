// userland/lib/mutex.h: one at a time.
//
//   Mutex mutex("ledger");
//   ...
//   absl::StatusOr<Mutex::Guard> guard = co_await mutex.Lock();
//   if (!guard.ok()) co_return;
//   balance += amount;                  // nobody else is here, even if this traps
//
// Between two traps nobody else runs anyway. A mutex is for what lasts longer than that.
//
// Those who wait get it in the order in which they came. The kernel knows the owner, so it can say
// who waits for whom. An owner that dies unlocks it as its frames are unwound: the next in line
// gets it, and finds what it protects as the dead one left it.
#ifndef CORIX_USERLAND_LIB_MUTEX_H_
#define CORIX_USERLAND_LIB_MUTEX_H_

#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "syscalls/get_tid.h"
#include "userland/lib/leaf_wait.h"

namespace corix {

class Condition;

// Guards must not outlive it. Those who wait when it is destroyed are answered NOT_FOUND.
class Mutex {
 public:
  explicit Mutex(std::string_view name = {}) : resource_("mutex", name) {
    resource_.set_available(1);
  }

  // Holds a mutex, and unlocks it at the end of its life. It belongs to the task that locked, until
  // another one, to which it was moved, takes it over.
  class [[nodiscard]] Guard {
   public:
    Guard() = default;
    Guard(Guard&& other) noexcept : mutex_(std::exchange(other.mutex_, nullptr)) {}
    Guard& operator=(Guard&& other) noexcept {
      if (this != &other) {
        Unlock();
        mutex_ = std::exchange(other.mutex_, nullptr);
      }
      return *this;
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard() { Unlock(); }

    bool holds() const { return mutex_ != nullptr; }
    Mutex* mutex() const { return mutex_; }
    // Makes the caller the owner: it is refused a second lock, and those who wait, wait for it.
    void TakeOver() {
      if (mutex_ != nullptr) mutex_->resource_.set_owner(SelfTid());
    }
    // Nothing happens if it holds none.
    void Unlock() {
      if (Mutex* const mutex = std::exchange(mutex_, nullptr); mutex != nullptr) mutex->Unlock();
    }

   private:
    friend class Mutex;
    explicit Guard(Mutex& mutex) : mutex_(&mutex) {}
    Mutex* mutex_ = nullptr;
  };

  class [[nodiscard("write co_await mutex.Lock()")]] LockCall final : public internal::LeafWait {
   public:
    explicit LockCall(Mutex& mutex) : mutex_(mutex) {}
    bool await_ready() const { return mutex_.resource_.has_some() || mutex_.HeldByCaller(); }
    void await_suspend() { GoToSleepOn(mutex_.resource_); }
    absl::StatusOr<Guard> await_resume();

   private:
    Mutex& mutex_;
  };

  // Sleeps until the mutex is the caller's. FAILED_PRECONDITION: it is already. CANCELLED: the
  // caller was cancelled. NOT_FOUND: the mutex is gone.
  LockCall Lock() { return LockCall(*this); }

  // Does not sleep. Nothing: somebody has it, or is expected to take it.
  std::optional<Guard> TryLock() {
    if (!resource_.has_some()) return std::nullopt;
    return Take();
  }

  // 0: nobody.
  Tid owner() const { return resource_.owner(); }

 private:
  friend class Condition;
  bool HeldByCaller() const { return resource_.owner() != 0 && resource_.owner() == SelfTid(); }
  Guard Take() {
    resource_.set_available(0);
    resource_.set_owner(SelfTid());
    return Guard(*this);
  }
  void Unlock() {
    resource_.set_owner(0);
    resource_.set_available(1);
    internal::WakeOne(resource_);
  }

  Resource resource_;
};

inline absl::StatusOr<Mutex::Guard> Mutex::LockCall::await_resume() {
  absl::Status status = WakeUpStatus();
  if (!status.ok()) return status;
  if (mutex_.HeldByCaller())
    return absl::FailedPreconditionError("the caller has locked the mutex already");
  return mutex_.Take();
}

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_MUTEX_H_
