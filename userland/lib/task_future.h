// userland/lib/task_future.h: coroutines that run by themselves, and what becomes of them.
//
//   TaskFuture<int> answer = StartTask(Compute(6, 7));        // it runs while we go on
//   const absl::StatusOr<int> n = co_await answer.Get();
//
//   const std::vector<int> all = co_await Gather(std::move(computations));
//   const Winner<int> first = co_await WaitAny(std::move(computations));
//
// StartTask's task belongs to nobody: it goes on when its future is dropped. Gather and WaitAny
// keep theirs: when they are done, or are ended themselves, so are all tasks that they started.
#ifndef CORIX_USERLAND_LIB_TASK_FUTURE_H_
#define CORIX_USERLAND_LIB_TASK_FUTURE_H_

#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/api/co.h"
#include "syscalls/cancel.h"
#include "syscalls/exit.h"
#include "syscalls/list_tasks.h"
#include "syscalls/new_task.h"
#include "syscalls/run_blocking.h"
#include "userland/lib/future.h"
#include "userland/lib/task_group.h"

namespace corix {

// The future of a coroutine that runs in a task of its own: its value, or its exception; cancelled
// if it was cancelled, or if the task was killed.
template <typename T>
class TaskFuture : public Future<T> {
 public:
  TaskFuture(const TaskFuture&) = default;
  TaskFuture& operator=(const TaskFuture&) = default;
  ~TaskFuture() = default;

  Tid tid() const { return tid_; }

  // Asks the coroutine to give up: see syscalls/cancel.h. The future is done when the coroutine has
  // ended, which it may do in its own time, and is cancelled then, whatever the coroutine returns.
  // Asked twice, the coroutine may be told twice, the second time in its clean-up. False if it is
  // done already. Does not sleep. Outside any task nobody is asked.
  bool Cancel() {
    if (this->done() || !CallNow(corix::Cancel(tid_))) return false;
    *cancel_asked_ = true;
    return true;
  }

 private:
  template <typename U>
  friend TaskFuture<U> StartTask(std::string_view name, Co<U> coroutine);
  TaskFuture(const Future<T>& future, std::shared_ptr<bool> cancel_asked, Tid tid)
      : Future<T>(future), cancel_asked_(std::move(cancel_asked)), tid_(tid) {
    if (!this->done()) this->state().resource.set_owner(tid);
  }

  std::shared_ptr<bool> cancel_asked_;
  Tid tid_;
};

namespace internal {

// Keeps the promise of a TaskFuture, also when its task dies.
template <typename T>
class TaskPromise {
 public:
  TaskPromise(corix::Promise<T> promise, std::shared_ptr<bool> cancel_asked)
      : promise_(std::move(promise)), cancel_asked_(std::move(cancel_asked)) {}
  TaskPromise(TaskPromise&&) noexcept = default;
  // (As for ~Promise.)
  ~TaskPromise() {  // NOLINT(bugprone-exception-escape)
    if (cancel_asked_ != nullptr) promise_.Cancel();
  }
  template <typename... Args>
  void Set(Args&&... value) {
    if (*cancel_asked_) {
      promise_.Cancel();
    } else {
      promise_.Set(std::forward<Args>(value)...);
    }
  }
  void Fail(std::exception_ptr exception) {
    if (*cancel_asked_) {
      promise_.Cancel();
    } else {
      promise_.Fail(std::move(exception));
    }
  }

 private:
  corix::Promise<T> promise_;
  std::shared_ptr<bool> cancel_asked_;
};

template <typename T>
Process KeepPromise(TaskPromise<T> promise, Co<T> coroutine) {
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(coroutine);
      promise.Set();
    } else {
      promise.Set(co_await std::move(coroutine));
    }
  } catch (...) {
    promise.Fail(std::current_exception());
  }
}

// What one of several coroutines came to.
template <typename T>
struct Slot {
  std::optional<FutureValue<T>> value;
  std::exception_ptr exception;

  FutureValue<T> Take() {
    if (exception != nullptr) std::rethrow_exception(exception);
    // It called Exit.
    if (!value.has_value()) throw std::runtime_error("a task has ended without a result");
    return *std::move(value);
  }
};

template <typename T>
Co<void> Fill(Slot<T>* slot, Co<T> coroutine) {
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(coroutine);
      slot->value.emplace();
    } else {
      slot->value.emplace(co_await std::move(coroutine));
    }
  } catch (...) {
    slot->exception = std::current_exception();
  }
}

template <typename T>
Co<int> FillOrFail(Slot<T>* slot, Co<T> coroutine) {
  co_await Fill(slot, std::move(coroutine));
  co_return slot->exception == nullptr ? 0 : 1;
}

// `first`: the place of the first that ended, or -1. To end is to end the others, too.
template <typename T>
Co<int> Race(Slot<T>* slot, Co<T> coroutine, int place, int* first) {
  co_await Fill(slot, std::move(coroutine));
  if (*first < 0) *first = place;
  co_return 1;
}

// Why a call that waits for a group came to no result.
[[noreturn]] inline void ThrowWhy(const absl::Status& status) {
  if (absl::IsCancelled(status)) throw TaskCancelled();
  if (status.ok()) throw std::runtime_error("all tasks have ended without a result");
  throw std::runtime_error(std::string(status.message()));
}

}  // namespace internal

// Starts a task. It has its first turn after the caller's next trap. Does not sleep.
template <typename T>
TaskFuture<T> StartTask(std::string_view name, Co<T> coroutine) {
  Promise<T> promise;
  Future<T> future = promise.future();
  auto cancel_asked = std::make_shared<bool>(false);
  internal::TaskPromise<T> kept(std::move(promise), cancel_asked);
  Process process = internal::KeepPromise(std::move(kept), std::move(coroutine));
  const Tid tid = CallNow(NewTask(name, std::move(process)).Detached());
  return TaskFuture<T>(std::move(future), std::move(cancel_asked), tid);
}
template <typename T>
TaskFuture<T> StartTask(Co<T> coroutine) {
  return StartTask(std::string_view(), std::move(coroutine));
}

// Runs coroutines, each in a task of its own, until all have ended; answers their values in their
// order (std::monostate for void). The first exception ends the others, and is thrown here.
// TaskCancelled is thrown if the caller was cancelled, std::runtime_error if one of the tasks was
// killed.
template <typename T>
Co<std::vector<internal::FutureValue<T>>> Gather(std::vector<Co<T>> coroutines) {
  std::vector<internal::Slot<T>> slots(coroutines.size());
  TaskGroup group;
  for (std::size_t i = 0; i < slots.size(); ++i)
    group.Spawn(internal::FillOrFail(&slots[i], std::move(coroutines[i])));
  const absl::Status status = co_yield group.Wait();
  if (!status.ok()) {
    group.End();
    if (absl::IsCancelled(status)) internal::ThrowWhy(status);
    for (const internal::Slot<T>& slot : slots)
      if (slot.exception != nullptr) std::rethrow_exception(slot.exception);
    internal::ThrowWhy(status);
  }
  std::vector<internal::FutureValue<T>> values;
  values.reserve(slots.size());
  for (internal::Slot<T>& slot : slots) values.push_back(slot.Take());
  co_return values;
}
// The same for a few of different types: co_await Gather(Name(), Age()).
template <typename... T>
  requires(sizeof...(T) > 0)
Co<std::tuple<internal::FutureValue<T>...>> Gather(Co<T>... coroutines) {
  std::tuple<internal::Slot<T>...> slots;
  TaskGroup group;
  std::apply(
      [&](auto&... slot) {
        (group.Spawn(internal::FillOrFail(&slot, std::move(coroutines))), ...);
      },
      slots);
  const absl::Status status = co_yield group.Wait();
  if (!status.ok()) {
    group.End();
    if (absl::IsCancelled(status)) internal::ThrowWhy(status);
    const auto rethrow = [](const auto& slot) {
      if (slot.exception != nullptr) std::rethrow_exception(slot.exception);
    };
    std::apply([&](const auto&... slot) { (rethrow(slot), ...); }, slots);
    internal::ThrowWhy(status);
  }
  co_return std::apply(
      [](auto&... slot) { return std::tuple<internal::FutureValue<T>...>(slot.Take()...); }, slots);
}

// The first of several, and its value.
template <typename T>
struct Winner {
  std::size_t index;
  internal::FutureValue<T> value;
};

// Runs coroutines, each in a task of its own, until one of them has ended; there must be one. The
// others have ended too when this answers: they were killed. Throws what the first has thrown;
// TaskCancelled if the caller was cancelled; std::runtime_error if one was killed before any ended.
template <typename T>
Co<Winner<T>> WaitAny(std::vector<Co<T>> coroutines) {
  if (coroutines.empty()) throw std::logic_error("WaitAny needs somebody to wait for");
  std::vector<internal::Slot<T>> slots(coroutines.size());
  int first = -1;
  TaskGroup group;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    group.Spawn(internal::Race(&slots[i], std::move(coroutines[i]), static_cast<int>(i), &first));
  }
  const absl::Status status = co_yield group.Wait();
  group.End();
  if (absl::IsCancelled(status) || first < 0) internal::ThrowWhy(status);
  const auto winner = static_cast<std::size_t>(first);
  co_return Winner<T>{.index = winner, .value = slots[winner].Take()};
}

// All tasks that have not ended, in the order of their ids.
inline std::vector<TaskInfo> AllTasks() {
  std::vector<TaskInfo> tasks = CallNow(ListTasks());
  std::erase_if(tasks, [](const TaskInfo& task) { return task.StateLetter() == 'Z'; });
  return tasks;
}

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_TASK_FUTURE_H_
