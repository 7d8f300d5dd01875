// userland/lib/as_completed.h: results in the order in which they come.
//
//   AsyncGenerator<int> answers = AsCompleted(std::move(computations));
//   while (std::optional<int> n = co_await answers.Next()) Print("%d\n", *n);
#ifndef CORIX_USERLAND_LIB_AS_COMPLETED_H_
#define CORIX_USERLAND_LIB_AS_COMPLETED_H_

#include <cstddef>
#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

#include "userland/lib/async_generator.h"
#include "userland/lib/channel.h"
#include "userland/lib/task_future.h"
#include "userland/lib/task_group.h"

namespace corix {

namespace internal {

// Reports what a coroutine came to; also if its task is killed.
template <typename T>
class Report {
 public:
  explicit Report(Channel<Slot<T>>* to) : to_(to) {}
  Report(Report&& other) noexcept : to_(std::exchange(other.to_, nullptr)) {}
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;
  ~Report() {
    if (to_ == nullptr) return;
    Slot<T> slot;
    slot.exception = std::make_exception_ptr(std::runtime_error("the task was killed"));
    Send(std::move(slot));
  }
  // There is room for all.
  void Send(Slot<T> slot) { std::exchange(to_, nullptr)->TrySend(std::move(slot)); }

 private:
  Channel<Slot<T>>* to_;
};

template <typename T>
Process FillAndReport(Report<T> report, Co<T> coroutine) {
  Slot<T> slot;
  co_await Fill(&slot, std::move(coroutine));
  report.Send(std::move(slot));
}

}  // namespace internal

// Runs coroutines, each in a task of its own, and hands out their values as they end: those that
// end first come first. What one of them throws is thrown by Next, and ends the others, as does the
// end of the generator. The tasks start when the first value is asked for; they belong to the task
// that asks. TaskCancelled is thrown if that one is cancelled, std::runtime_error if one of the
// tasks was killed.
template <typename T>
AsyncGenerator<internal::FutureValue<T>> AsCompleted(std::vector<Co<T>> coroutines) {
  Channel<internal::Slot<T>> done(coroutines.size());
  TaskGroup group(OnFailure::kGoOn);
  for (Co<T>& coroutine : coroutines)
    group.Spawn(internal::FillAndReport(internal::Report<T>(&done), std::move(coroutine)));
  for (std::size_t left = coroutines.size(); left > 0; --left) {
    absl::StatusOr<internal::Slot<T>> slot = co_await done.Receive();
    if (!slot.ok()) internal::ThrowWhy(slot.status());
    co_yield slot->Take();
  }
}

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_AS_COMPLETED_H_
