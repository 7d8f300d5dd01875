// syscalls/sleep_on.h
#ifndef CORIX_SYSCALLS_SLEEP_ON_H_
#define CORIX_SYSCALLS_SLEEP_ON_H_

#include <cstddef>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "kernel/clock.h"
#include "kernel/resource.h"
#include "kernel/system_call.h"

namespace corix {

//   co_yield SleepOn(resource)
//   co_yield SleepOn(absl::MakeSpan(waits), timeout)    // whichever wakes the caller first
class SleepOn final : public SystemCall<SleepOn, absl::Status> {
 public:
  // One of several resources to sleep on. It lives where the caller does.
  class Wait {
   public:
    explicit Wait(Resource& resource) : resource_(&resource) {}
    Wait(Wait&& other) noexcept : resource_(other.resource_) {}
    Resource& resource() const { return *resource_; }

   private:
    friend class SleepOn;
    Resource* resource_;
    ResourceSeat seat_;
  };

  static constexpr SyscallDoc kDoc = {
      .name = "SleepOn",
      .params = "resource...[, timeout]",
      .summary =
          "Sleeps until somebody wakes the caller by WakeUp, on one of these resources; or not at "
          "all, if one of them has something for the caller now. Those who sleep on a resource are "
          "woken in the order in which they came. What the wake-up means is between the tasks: the "
          "woken one looks, and takes what it came for, before its next trap. If it dies before "
          "its "
          "turn, its wake-up goes to the next in line.",
      .answer = "Status",
      .errors =
          "DEADLINE_EXCEEDED: the timeout has passed. CANCELLED: the caller was cancelled. "
          "NOT_FOUND: "
          "a resource was destroyed meanwhile.",
  };
  explicit SleepOn(Resource& resource) : one_(resource), waits_(&one_, 1), timer_(kForEver) {}
  SleepOn(Resource& resource, absl::Duration timeout)
      : one_(resource), waits_(&one_, 1), timer_(TicksOf(timeout)) {}
  // At least one.
  explicit SleepOn(absl::Span<Wait> waits, absl::Duration timeout = absl::InfiniteDuration())
      : one_(waits.front().resource()), waits_(waits), timer_(TicksOf(timeout)) {}

  // If the caller's output has to be delivered first, others may run before the handler does, and
  // destroy what it is about to sleep on.
  void EnterKernel() noexcept {
    if ((cpu.attention & kOutputPending) != 0) {
      for (Wait& wait : waits_) wait.seat_.Watch(wait.resource());
    }
    SystemCall::EnterKernel();
  }

  std::tuple<Plain> args() const;
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Expired() noexcept override { Refuse(absl::DeadlineExceededError("time is up")); }
  void Withdraw() noexcept override;
  std::vector<Tid> Awaited(const Kernel& kernel, const Task& caller) const override;
  bool AwaitsNobodyElse(const Kernel& kernel) const override;

  // The caller is no longer expected: it takes what it was woken for.
  absl::Status TakeAnswer();
  // Whether the (first) resource was destroyed meanwhile.
  bool resource_gone() const { return waits_.front().seat_.orphaned(); }
  // After the answer: which of the resources has woken the caller; -1: none.
  int woken_by() const { return woken_by_; }

 private:
  // What TicksOf makes of an infinite duration.
  static constexpr Ticks kForEver = TimerQueue::kNever / 2;

  Wait one_;
  absl::Span<Wait> waits_;
  Timer timer_;
  int woken_by_ = -1;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SLEEP_ON_H_
