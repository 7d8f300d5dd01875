// mutex.h: one at a time, and the kernel knows who.
#ifndef MUTEX_H_
#define MUTEX_H_

#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "semaphore.h"
#include "syscalls/get_tid.h"

namespace mini {

class Mutex {
 public:
  explicit Mutex(std::string_view name = {});

  // Holds a mutex, and unlocks it at the end of its life. So an owner that is killed unlocks, too.
  class [[nodiscard]] Guard {
   public:
    Guard() = default;
    Guard(Guard&& other) noexcept : mutex_(std::exchange(other.mutex_, nullptr)) {}
    Guard& operator=(Guard&& other) noexcept {
      Unlock();
      mutex_ = std::exchange(other.mutex_, nullptr);
      return *this;
    }
    ~Guard() { Unlock(); }

    // nullptr: it holds none.
    Mutex* mutex() const { return mutex_; }
    void Unlock() {
      if (mutex_ != nullptr) std::exchange(mutex_, nullptr)->Unlock();
    }

   private:
    friend class Mutex;
    explicit Guard(Mutex& mutex) : mutex_(&mutex) {}
    Mutex* mutex_ = nullptr;
  };

  // Sleeps until the mutex is the caller's, in the order of those who came. FAILED_PRECONDITION: it
  // is the caller's already. Other errors: the sleep's.
  Co<absl::StatusOr<Guard>> Lock();

  // The task that has it; 0: nobody. Known to the kernel, too.
  Tid owner() const { return resource_.owner(); }

 private:
  // Only a guard unlocks. It may do so while its task is being unwound: this is no place for a trap.
  void Unlock();

  Resource resource_;
};

}  // namespace mini

#endif  // MUTEX_H_
