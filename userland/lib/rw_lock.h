// userland/lib/rw_lock.h: many readers, or one writer.
//
//   RwLock lock("table");
//   ...
//   absl::StatusOr<RwLock::Shared> shared = co_await lock.LockShared();         // to read
//   absl::StatusOr<RwLock::Exclusive> exclusive = co_await lock.LockExclusive();  // to write
//
// Phase-fair (Brandenburg and Anderson, ECRTS 2009): readers who come while a writer waits, wait
// behind it; when a writer is done, all readers who wait go next. So neither can starve the other.
//
// A holder that dies unlocks it as its frames are unwound: those in line go on, and find what it
// protects as a dead writer left it.
#ifndef CORIX_USERLAND_LIB_RW_LOCK_H_
#define CORIX_USERLAND_LIB_RW_LOCK_H_

#include <cstddef>
#include <string_view>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/status/statusor.h"
#include "syscalls/get_tid.h"
#include "userland/lib/leaf_wait.h"

namespace corix {

// What it handed out must not outlive it. Those who wait when it is destroyed are answered
// NOT_FOUND.
class RwLock {
 public:
  explicit RwLock(std::string_view name = {})
      : readers_("lock to read", name), writers_("lock to write", name) {
    Update();
  }

  // Holds the lock, and unlocks it at the end of its life. It belongs to the task that locked,
  // until another one, to which it was moved, takes it over.
  template <bool kWrites>
  class [[nodiscard]] Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept
        : lock_(std::exchange(other.lock_, nullptr)), holder_(other.holder_) {}
    Hold& operator=(Hold&& other) noexcept {
      if (this != &other) {
        Unlock();
        lock_ = std::exchange(other.lock_, nullptr);
        holder_ = other.holder_;
      }
      return *this;
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold() { Unlock(); }

    bool holds() const { return lock_ != nullptr; }
    // Makes the caller the owner. False: it holds the lock to read already, and would do so twice.
    bool TakeOver() {
      if (lock_ == nullptr || holder_ == SelfTid()) return true;
      if (lock_->IsHeldBy(SelfTid())) return false;
      lock_->Leave(kWrites, holder_);
      lock_->Enter(kWrites, holder_ = SelfTid());
      return true;
    }
    void Unlock() {
      if (RwLock* const lock = std::exchange(lock_, nullptr); lock != nullptr)
        lock->Unlock(kWrites, holder_);
    }

   private:
    friend class RwLock;
    Hold(RwLock& lock, Tid holder) : lock_(&lock), holder_(holder) {}
    RwLock* lock_ = nullptr;
    Tid holder_;  // who locked it
  };
  using Shared = Hold<false>;
  using Exclusive = Hold<true>;

  template <bool kWrites>
  class [[nodiscard("write co_await lock.LockShared()")]] LockCall final
      : public internal::LeafWait {
   public:
    explicit LockCall(RwLock& lock) : lock_(lock) {}
    // Who waited and does not any more may have been the reason for others to wait.
    ~LockCall() {
      if (!resumed_ && GiveUp()) lock_.Reconsider();
    }
    bool await_ready() const {
      lock_.Update();
      return resource().has_some() || lock_.IsHeldBy(SelfTid());
    }
    void await_suspend() { GoToSleepOn(resource()); }
    absl::StatusOr<Hold<kWrites>> await_resume() {
      absl::Status status = WakeUpStatus();
      resumed_ = true;
      if (!status.ok()) {
        if (GiveUp()) lock_.Reconsider();
        return status;
      }
      if (lock_.IsHeldBy(SelfTid())) {
        if (GiveUp()) lock_.Reconsider();
        return absl::FailedPreconditionError("the caller has locked it already");
      }
      return lock_.Take<kWrites>();
    }

   private:
    Resource& resource() const { return kWrites ? lock_.writers_ : lock_.readers_; }
    RwLock& lock_;
    bool resumed_ = false;
  };

  // Sleep until the lock is the caller's. FAILED_PRECONDITION: the caller has locked it already, to
  // read or to write: it would wait for itself, at once or as soon as a writer stands between.
  // CANCELLED: the caller was cancelled. NOT_FOUND: the lock is gone.
  LockCall<false> LockShared() { return LockCall<false>(*this); }
  LockCall<true> LockExclusive() { return LockCall<true>(*this); }

  std::size_t readers() const { return readers_inside_.size(); }
  // 0: nobody writes.
  Tid writer() const { return readers_.owner(); }

 private:
  template <bool kWrites>
  Hold<kWrites> Take() {
    Enter(kWrites, SelfTid());
    Update();
    return Hold<kWrites>(*this, SelfTid());
  }

  void Enter(bool writes, Tid task) {
    if (writes) {
      readers_.set_owner(task);
      writers_.set_owner(task);
    } else {
      readers_inside_.insert(task);
    }
  }
  void Leave(bool writes, Tid task) {
    if (writes) {
      readers_.set_owner(0);
      writers_.set_owner(0);
    } else {
      readers_inside_.erase(task);
    }
  }

  bool IsHeldBy(Tid task) const {
    if (task == 0) return false;
    return writer() == task || readers_inside_.contains(task);
  }

  void Unlock(bool was_writing, Tid holder) {
    Leave(was_writing, holder);
    if (was_writing) {
      Update();
      // The readers' phase.
      if (readers_.awaited()) internal::WakeAll(readers_);
    }
    Reconsider();
  }

  // Wakes whoever can go on now.
  void Reconsider() {
    if (writer() == 0 && writers_.expected() == 0) {
      const bool empty = readers_inside_.empty() && readers_.expected() == 0;
      if (empty) internal::WakeOne(writers_);
      if (!writers_.awaited() && writers_.expected() == 0) internal::WakeAll(readers_);
    }
    Update();
  }

  void Update() {
    const bool writer_waits = writers_.awaited() || writers_.expected() > 0;
    const bool written = writer() != 0;
    const bool read = !readers_inside_.empty() || readers_.expected() > 0;
    readers_.set_available(written || writer_waits ? 0 : Resource::kUnlimited);
    writers_.set_available(written || read ? 0 : 1);
  }

  Resource readers_;
  Resource writers_;
  absl::btree_set<Tid> readers_inside_;  // who locked it to read, each once
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_RW_LOCK_H_
