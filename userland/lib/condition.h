// userland/lib/condition.h: waiting, under a mutex, for a state that somebody else brings about
// (Hoare, CACM 1974; with the signalling of Mesa, Lampson and Redell, CACM 1980).
//
//   absl::StatusOr<Mutex::Guard> guard = co_await mutex.Lock();
//   while (queue.empty()) {
//     const absl::Status status = co_await not_empty.Wait(*guard);
//     if (!status.ok()) co_return;
//   }
//
// To be woken is a hint: between the wake-up and the lock others may have been there. So: while,
// not if.
#ifndef CORIX_USERLAND_LIB_CONDITION_H_
#define CORIX_USERLAND_LIB_CONDITION_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "kernel/api/co.h"
#include "userland/lib/mutex.h"

namespace corix {

// Those who wait when it is destroyed are answered NOT_FOUND.
class Condition {
 public:
  explicit Condition(std::string_view name = {}) : resource_("condition", name) {}

  // Unlocks the mutex, sleeps until it is notified, and locks the mutex again; all errors but
  // NOT_FOUND come with the mutex locked. The guard must outlive the call. DEADLINE_EXCEEDED: the
  // timeout has passed. CANCELLED: the caller was cancelled. ABORTED: it was sent a signal.
  // NOT_FOUND: the condition, or the mutex, is gone. FAILED_PRECONDITION: the guard holds nothing.
  // (If a WithTimeout around the call ends it, the guard holds nothing either: better give the
  // timeout here.)
  Co<absl::Status> Wait(Mutex::Guard& guard, absl::Duration timeout = absl::InfiniteDuration());

  // Wake one, or all, of those who wait; a notification that finds nobody is gone. They do not
  // sleep.
  void NotifyOne() { internal::WakeOne(resource_); }
  void NotifyAll() {
    ++notified_all_;
    internal::WakeAll(resource_);
  }

 private:
  class Notified;

  Resource resource_;
  std::uint64_t notified_all_ = 0;  // how often all were notified
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_CONDITION_H_
