// userland/lib/exchange.h: coroutines that hand out values and are sent values.
//
// What an Exchange yields is the answer of the Send (or the Start) that ran it; what is sent is the
// answer of its co_yield. So each co_yield is both: here is something; what do you say?
//
//   Exchange<std::string, std::string> Greeter() {
//     const std::string name = co_yield "Who are you?";
//     co_yield "Hello " + name;
//   }
//   Exchange<std::string, std::string> greeter = Greeter();
//   greeter.Start();          // answers "Who are you?"
//   greeter.Send("Ann");      // answers "Hello Ann"
//
// Only one that waits can be started or sent to. It must be neither moved nor destroyed while it
// runs; at all other times, to destroy it ends it where it stands. It does not trap, and needs no
// kernel.
#ifndef CORIX_USERLAND_LIB_EXCHANGE_H_
#define CORIX_USERLAND_LIB_EXCHANGE_H_

#include <coroutine>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kernel/api/co.h"

namespace corix {

namespace internal {
template <typename Out, typename In>
class ExchangePromise;
}  // namespace internal

template <typename Out, typename In>
class [[nodiscard("an exchange does nothing until it is started")]] Exchange {
 public:
  using promise_type = internal::ExchangePromise<Out, In>;

  Exchange(Exchange&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Exchange& operator=(Exchange&& other) noexcept {
    Exchange old(std::move(*this));
    frame_ = std::exchange(other.frame_, nullptr);
    return *this;
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() {
    if (frame_) frame_.destroy();
  }

  // Runs to the first co_yield, and answers what it yields. FAILED_PRECONDITION: it was started
  // already. OUT_OF_RANGE: it has come to its end. Throws what the body throws, which is its end.
  absl::StatusOr<Out> Start();

  // Answers the co_yield at which it stands, runs to the next one, and answers what that yields.
  // FAILED_PRECONDITION: it was not started, or it is running. OUT_OF_RANGE: it has come to its
  // end, before or with this. Throws what the body throws, which is its end.
  absl::StatusOr<Out> Send(In in);

  // Ends it where it stands: its destructors run, innermost scope first. FAILED_PRECONDITION: it is
  // running, and nothing changed.
  absl::Status Close();

 private:
  friend promise_type;
  using Handle = std::coroutine_handle<promise_type>;
  explicit Exchange(Handle frame) : frame_(frame) {}

  absl::StatusOr<Out> Run(In* in);

  Handle frame_;  // nullptr: it was closed, or moved from
};

namespace internal {

template <typename Out, typename In>
class ExchangePromise final {
 public:
  // Counted with the frames, for the kernel's check for leaks.
  static void* operator new(std::size_t bytes) { return Frame::operator new(bytes); }
  static void operator delete(void* block, std::size_t bytes) noexcept {
    Frame::operator delete(block, bytes);
  }

  Exchange<Out, In> get_return_object() {
    return Exchange<Out, In>(std::coroutine_handle<ExchangePromise>::from_promise(*this));
  }
  Lazily initial_suspend() const noexcept { return {}; }
  std::suspend_always final_suspend() const noexcept { return {}; }
  void return_void() const noexcept {}
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }

  class Swap {
   public:
    explicit Swap(ExchangePromise& promise) : promise_(promise) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    In await_resume() const { return std::move(*promise_.in_); }

   private:
    ExchangePromise& promise_;
  };
  Swap yield_value(Out out) {
    out_.emplace(std::move(out));
    return Swap(*this);
  }

  template <typename Awaited>
  void await_transform(Awaited&&) {
    static_assert(kNever<Awaited>,
                  "An Exchange waits for what it is sent only: it cannot co_await.");
  }

 private:
  friend class Exchange<Out, In>;

  std::optional<Out> out_;  // yielded, and not yet handed out
  In* in_ = nullptr;        // what Send was given
  std::exception_ptr exception_;
  bool started_ = false;
  bool running_ = false;
};

}  // namespace internal

template <typename Out, typename In>
absl::StatusOr<Out> Exchange<Out, In>::Start() {
  if (frame_ && frame_.promise().started_)
    return absl::FailedPreconditionError("the exchange was started already");
  return Run(nullptr);
}

template <typename Out, typename In>
absl::StatusOr<Out> Exchange<Out, In>::Send(In in) {
  if (frame_ && !frame_.promise().started_)
    return absl::FailedPreconditionError("the exchange was not started");
  return Run(std::addressof(in));
}

template <typename Out, typename In>
absl::StatusOr<Out> Exchange<Out, In>::Run(In* in) {
  if (!frame_ || frame_.done()) return absl::OutOfRangeError("the exchange has come to its end");
  promise_type& promise = frame_.promise();
  if (promise.running_) return absl::FailedPreconditionError("the exchange is running already");
  promise.in_ = in;
  promise.started_ = true;
  promise.running_ = true;
  frame_.resume();
  promise.running_ = false;
  if (promise.exception_ != nullptr)
    std::rethrow_exception(std::exchange(promise.exception_, nullptr));
  if (!promise.out_) return absl::OutOfRangeError("the exchange has come to its end");
  absl::StatusOr<Out> out = *std::move(promise.out_);
  promise.out_.reset();
  return out;
}

template <typename Out, typename In>
absl::Status Exchange<Out, In>::Close() {
  if (frame_ && frame_.promise().running_)
    return absl::FailedPreconditionError("the exchange is running");
  if (frame_) std::exchange(frame_, nullptr).destroy();
  return absl::OkStatus();
}

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_EXCHANGE_H_
