// userland/lib/semaphore.h: at most so many at a time (Dijkstra, EWD 123).
//
//   Semaphore tables("tables", 3);
//   ...
//   absl::StatusOr<Semaphore::Permit> permit = co_await tables.Acquire();
//   if (!permit.ok()) co_return;
//   co_await Dine();                    // at most three do this at a time
//
// Those who wait are served in the order in which they came. A permit that dies with its task is
// given back.
#ifndef CORIX_USERLAND_LIB_SEMAPHORE_H_
#define CORIX_USERLAND_LIB_SEMAPHORE_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "userland/lib/leaf_wait.h"

namespace corix {

// Permits must not outlive it. Those who wait when it is destroyed are answered NOT_FOUND.
class Semaphore {
 public:
  explicit Semaphore(std::size_t permits) : Semaphore({}, permits) {}
  Semaphore(std::string_view name, std::size_t permits) : resource_("semaphore", name) {
    resource_.set_available(permits);
  }

  // Gives itself back at the end of its life.
  class [[nodiscard]] Permit {
   public:
    Permit() = default;
    Permit(Permit&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
    Permit& operator=(Permit&& other) noexcept {
      if (this != &other) {
        Release();
        semaphore_ = std::exchange(other.semaphore_, nullptr);
      }
      return *this;
    }
    Permit(const Permit&) = delete;
    Permit& operator=(const Permit&) = delete;
    ~Permit() { Release(); }

    void Release() {
      if (Semaphore* const semaphore = Forget(); semaphore != nullptr) semaphore->Release();
    }
    // The permit stays taken; somebody else is to say Release.
    Semaphore* Forget() { return std::exchange(semaphore_, nullptr); }

   private:
    friend class Semaphore;
    explicit Permit(Semaphore& semaphore) : semaphore_(&semaphore) {}
    Semaphore* semaphore_ = nullptr;
  };

  class [[nodiscard("write co_await semaphore.Acquire()")]] AcquireCall final
      : public internal::LeafWait {
   public:
    explicit AcquireCall(Semaphore& semaphore) : semaphore_(semaphore) {}
    bool await_ready() const { return semaphore_.resource_.has_some(); }
    void await_suspend() { GoToSleepOn(semaphore_.resource_); }
    absl::StatusOr<Permit> await_resume() {
      absl::Status status = WakeUpStatus();
      if (!status.ok()) return status;
      return semaphore_.Take();
    }

   private:
    Semaphore& semaphore_;
  };

  // Sleeps until there is a permit. CANCELLED: the caller was cancelled. NOT_FOUND:
  // the semaphore is gone.
  AcquireCall Acquire() { return AcquireCall(*this); }

  // Does not sleep. Nothing: there is no permit left, or others are expected to take them.
  std::optional<Permit> TryAcquire() {
    if (!resource_.has_some()) return std::nullopt;
    return Take();
  }

  // One permit more, unless there are as many as can be counted. Does not sleep.
  void Release() {
    if (resource_.available() == Resource::kUnlimited) return;
    resource_.set_available(resource_.available() + 1);
    internal::WakeOne(resource_);
  }

  std::size_t permits() const { return resource_.available(); }

 private:
  Permit Take() {
    resource_.set_available(resource_.available() - 1);
    return Permit(*this);
  }

  Resource resource_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_SEMAPHORE_H_
