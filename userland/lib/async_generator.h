// userland/lib/async_generator.h: generators that may trap and call on the way to a value.
//
// An AsyncGenerator runs on the stack of the task that asks it for an element, between the call of
// Next and its answer; at all other times it stands still, and belongs to its AsyncGenerator
// object. It hands out its values one by one, in their order, each once.
//
//   AsyncGenerator<std::string> Lines(Fd fd) {
//     LineReader reader(fd);
//     for (;;) { auto line = co_await reader.Next(); ... co_yield Sleep(pause); co_yield *line; }
//   }
//   while (std::optional<std::string> line = co_await lines.Next()) Print("%s\n", *line);
//
// Next puts the generator's frame on top of the task's stack, as every call does, and a value that
// is yielded takes it off again: no frame is made for an element, and a value costs no turn. While
// the generator runs, its frame is the stack's. So if the task is killed meanwhile, the kernel
// unwinds the generator with it, innermost frame first; then the generator has ended, and whoever
// asks it later gets nothing.
//
// One task at a time: to ask a generator that is running (from its own body, or from another task
// while it sleeps) is refused with a std::logic_error, and changes nothing. The AsyncGenerator may
// be moved while it runs, and destroyed: then it ends when it has handed out its next value.
// Generators that hold one another are destroyed as nested objects are: by recursion, when they
// stand still.
#ifndef CORIX_USERLAND_LIB_ASYNC_GENERATOR_H_
#define CORIX_USERLAND_LIB_ASYNC_GENERATOR_H_

#include <concepts>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "kernel/api/co.h"

namespace corix {

template <typename T>
class AsyncGenerator;

namespace internal {

template <typename T>
class AsyncGeneratorPromise final : public PromiseBase {
 public:
  ~AsyncGeneratorPromise() {
    if (home_ != nullptr) home_->promise_ = nullptr;
  }

  AsyncGenerator<T> get_return_object(
      std::source_location function = std::source_location::current()) {
    where = function;
    return AsyncGenerator<T>(this);
  }

  Return final_suspend() const noexcept { return {}; }
  void return_void() const noexcept {}

  // Back to whoever asked, with a value that stays where it is until it is taken.
  struct HandOut {
    AsyncGeneratorPromise& promise;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept {
      cpu.top = promise.caller;
      cpu.stop = Stop::kCallOrReturn;
    }
    void await_resume() const noexcept {}
  };
  HandOut yield_value(T&& value) noexcept {
    moved_ = std::addressof(value);
    return {*this};
  }
  HandOut yield_value(const T& value) noexcept
    requires std::copy_constructible<T>
  {
    copied_ = std::addressof(value);
    return {*this};
  }
  template <Trappable Call>
  auto yield_value(Call&& call) {
    return PromiseBase::yield_value(std::forward<Call>(call));
  }

 private:
  friend class AsyncGenerator<T>;

  std::optional<T> Take() {
    if (T* const moved = std::exchange(moved_, nullptr)) return std::optional<T>(std::move(*moved));
    if constexpr (std::copy_constructible<T>) {
      if (const T* const copied = std::exchange(copied_, nullptr)) return std::optional<T>(*copied);
    }
    return std::nullopt;
  }

  AsyncGenerator<T>* home_ = nullptr;  // nullptr: it was destroyed while this runs
  T* moved_ = nullptr;
  const T* copied_ = nullptr;
  bool running_ = false;
};

}  // namespace internal

template <typename T>
class [[nodiscard("a generator does nothing until it is asked for an element")]] AsyncGenerator {
  static_assert(std::is_object_v<T> && std::move_constructible<T>,
                "An AsyncGenerator hands its values over, so it needs a type that can be moved: to "
                "hand out references, let it hand out pointers.");

 public:
  using promise_type = internal::AsyncGeneratorPromise<T>;
  class NextCall;

  AsyncGenerator(AsyncGenerator&& other) noexcept
      : promise_(std::exchange(other.promise_, nullptr)) {
    if (promise_ != nullptr) promise_->home_ = this;
  }
  AsyncGenerator& operator=(AsyncGenerator&& other) noexcept {
    if (this != &other) {
      Drop();
      promise_ = std::exchange(other.promise_, nullptr);
      if (promise_ != nullptr) promise_->home_ = this;
    }
    return *this;
  }
  AsyncGenerator(const AsyncGenerator&) = delete;
  AsyncGenerator& operator=(const AsyncGenerator&) = delete;
  ~AsyncGenerator() { Drop(); }

  // The next value; nothing at the end, and ever after. (One that was moved from is at its end.)
  // What the body throws comes out here, and is the end. Sleeps if the body does.
  NextCall Next() { return NextCall(promise_); }

 private:
  friend promise_type;
  explicit AsyncGenerator(promise_type* promise) : promise_(promise) { promise->home_ = this; }

  void Drop() noexcept {
    promise_type* const promise = std::exchange(promise_, nullptr);
    if (promise == nullptr) return;
    promise->home_ = nullptr;
    if (!promise->running_) promise->Destroy();
  }

  promise_type* promise_;  // nullptr: it has ended
};

template <typename T>
class [[nodiscard("write co_await generator.Next()")]] AsyncGenerator<T>::NextCall final
    : public internal::LeafCallBase {
 public:
  explicit NextCall(promise_type* promise) : promise_(promise) {}

  bool await_ready() const {
    if (promise_ == nullptr) return true;
    if (promise_->running_) throw std::logic_error("a generator was asked while it is running");
    return false;
  }
  void await_suspend() const noexcept {
    promise_->running_ = true;
    promise_->caller = cpu.top;
    cpu.top = promise_;
    cpu.stop = Stop::kCallOrReturn;
  }
  std::optional<T> await_resume() const {
    if (promise_ == nullptr) return std::nullopt;
    promise_->running_ = false;
    const Settle settle{promise_};
    if (cpu.threw) [[unlikely]]
      std::rethrow_exception(internal::TakeException());
    return promise_->Take();
  }

 private:
  // Destroys a generator that has ended, or that nobody holds any more.
  struct Settle {
    promise_type* promise;
    ~Settle() {
      const auto frame = std::coroutine_handle<promise_type>::from_promise(*promise);
      if (frame.done() || promise->home_ == nullptr) promise->Destroy();
    }
  };

  promise_type* const promise_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_ASYNC_GENERATOR_H_
