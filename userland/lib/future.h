// userland/lib/future.h: a result that will be there later.
//
//   Promise<int> promise;
//   Future<int> future = promise.future();
//   ...
//   promise.Set(42);                                    // one side, once
//   const absl::StatusOr<int> n = co_await future.Get();  // the other, any number of tasks
//
// A future is pending until it is given a value or an exception, or is cancelled; that happens
// once, and what comes later is refused and changes nothing. A promise that dies unkept fails its
// future.
//
// Callbacks are called when it is done, each once, each in a turn of its own, in the order in which
// they were added; never from within Set.
#ifndef CORIX_USERLAND_LIB_FUTURE_H_
#define CORIX_USERLAND_LIB_FUTURE_H_

#include <exception>
#include <functional>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "userland/lib/call_soon.h"
#include "userland/lib/leaf_wait.h"

namespace corix {

// What a future fails with if nobody is left to keep its promise.
class BrokenPromise final : public std::exception {
 public:
  const char* what() const noexcept override { return "the promise was not kept"; }
};

template <typename T>
class Future;

namespace internal {

// A Future<void> has nothing for a value.
template <typename T>
using FutureValue = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

template <typename T>
struct FutureState {
  struct Pending {};
  struct Cancelled {};

  Resource resource{"future"};
  std::variant<Pending, FutureValue<T>, std::exception_ptr, Cancelled> outcome;
  std::vector<std::function<void()>> callbacks;
  bool being_set = false;

  bool done() const { return outcome.index() != 0 && !being_set; }

  template <std::size_t kKind, typename... Args>
  bool Finish(Args&&... args) {
    if (done() || being_set) return false;
    // A value whose constructor throws leaves the future pending; one whose constructor assigns to
    // the future itself is refused that.
    being_set = true;
    try {
      outcome.template emplace<kKind>(std::forward<Args>(args)...);
    } catch (...) {
      outcome.template emplace<0>();
      being_set = false;
      throw;
    }
    being_set = false;
    resource.set_owner(0);
    resource.set_available(Resource::kUnlimited);
    WakeAll(resource);
    for (std::function<void()>& callback : std::exchange(callbacks, {}))
      CallSoon(std::move(callback));
    return true;
  }
};

}  // namespace internal

// A handle; copies are of the same future. To move one is to copy it: so each has its future.
template <typename T>
class Future {
 public:
  using Value = internal::FutureValue<T>;

  Future(const Future&) = default;
  Future& operator=(const Future&) = default;
  ~Future() = default;

  class [[nodiscard("write co_await future.Wait()")]] WaitCall final : public internal::LeafWait {
   public:
    explicit WaitCall(std::shared_ptr<internal::FutureState<T>> state) : state_(std::move(state)) {}
    bool await_ready() const { return state_->done(); }
    void await_suspend() { GoToSleepOn(state_->resource); }
    absl::Status await_resume() { return WakeUpStatus(); }

   private:
    const std::shared_ptr<internal::FutureState<T>> state_;
  };

  class [[nodiscard("write co_await future.Get()")]] GetCall final : public internal::LeafWait {
   public:
    explicit GetCall(std::shared_ptr<internal::FutureState<T>> state) : state_(std::move(state)) {}
    bool await_ready() const { return state_->done(); }
    void await_suspend() { GoToSleepOn(state_->resource); }
    absl::StatusOr<Value> await_resume() {
      absl::Status status = WakeUpStatus();
      if (!status.ok()) return status;
      return Future(state_).result();
    }

   private:
    const std::shared_ptr<internal::FutureState<T>> state_;
  };

  // Sleeps until the future is done, however. CANCELLED: the caller was cancelled.
  WaitCall Wait() const { return WaitCall(state_); }

  // Sleeps until the future is done, and answers a copy of its value (std::monostate for void), or
  // throws its exception. CANCELLED: the future was cancelled, or the caller was.
  GetCall Get() const { return GetCall(state_); }

  bool done() const { return state_->done(); }
  bool has_value() const { return state_->outcome.index() == 1; }
  bool failed() const { return state_->outcome.index() == 2; }
  bool cancelled() const { return state_->outcome.index() == 3; }

  // Of a future that has one.
  const Value& value() const { return std::get<1>(state_->outcome); }
  std::exception_ptr exception() const { return std::get<2>(state_->outcome); }

  // What Get answers, of a future that is done.
  absl::StatusOr<Value> result() const {
    if (failed()) std::rethrow_exception(exception());
    if (!has_value()) return absl::CancelledError("the future was cancelled");
    return value();
  }

  // Lets a function be called when the future is done; if it is done already, soon. (See
  // call_soon.h. Outside any task it is never called.)
  void OnDone(std::function<void()> callback) const {
    if (done()) {
      CallSoon(std::move(callback));
    } else {
      state_->callbacks.push_back(std::move(callback));
    }
  }

 protected:
  explicit Future(std::shared_ptr<internal::FutureState<T>> state) : state_(std::move(state)) {}
  internal::FutureState<T>& state() const { return *state_; }

 private:
  template <typename>
  friend class Promise;
  friend class GetCall;
  std::shared_ptr<internal::FutureState<T>> state_;
};

// The side that gives the result. It can be moved; one that was moved from has nothing to give.
template <typename T>
class Promise {
 public:
  Promise() : state_(std::make_shared<internal::FutureState<T>>()) {}
  Promise(Promise&&) noexcept = default;
  Promise& operator=(Promise&& other) noexcept {
    if (this != &other) {
      Break();
      state_ = std::move(other.state_);
    }
    return *this;
  }
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;
  // (Only for want of memory could this throw; then the process ends.)
  ~Promise() { Break(); }  // NOLINT(bugprone-exception-escape)

  // Of a promise that was moved from: one that has failed, by BrokenPromise.
  Future<T> future() const {
    if (state_ == nullptr) return Promise().future();
    return Future<T>(state_);
  }

  // Each is refused, and answers false, if the future is done already. None sleeps.
  template <typename... Args>
  bool Set(Args&&... value) {
    return state_ != nullptr && state_->template Finish<1>(std::forward<Args>(value)...);
  }
  // (A null pointer is no exception that could be thrown: then the promise breaks.)
  bool Fail(std::exception_ptr exception) {
    if (exception == nullptr) exception = std::make_exception_ptr(BrokenPromise());
    return state_ != nullptr && state_->template Finish<2>(std::move(exception));
  }
  bool Cancel() { return state_ != nullptr && state_->template Finish<3>(); }

 private:
  void Break() {
    if (state_ != nullptr && !state_->done()) Fail(std::make_exception_ptr(BrokenPromise()));
  }

  std::shared_ptr<internal::FutureState<T>> state_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_FUTURE_H_
