// userland/lib/sink.h: coroutines that are sent values.
//
// A generator is asked for elements; a sink is given them. It runs while somebody sends, up to the
// point where it asks for the next item, and sees the end when its last handle is gone, as the
// reader of a pipe does when the last writer has closed.
//
//   Sink<std::string> Greet(std::string greeting) {
//     while (const std::string* name = co_yield kNext) Print("%s %s\n", greeting, *name);
//     Print("(the end)\n");
//   }
//   Sink<std::string> greet = Greet("Hello");
//   greet.Send("Ann").IgnoreError();
//   greet.Close();
//
// A Sink is a handle, and can be copied; who holds one can send. An item is lent to the sink until
// it asks for the next one. Sends are nested calls on the host's stack, as those of functions are:
// the item of the outermost is taken, by every sink that it reaches, before its Send returns. So a
// network of sinks behaves as nested functions do. An item that passes from sink to sink takes
// about a hundred bytes of the stack for each in an optimised build, and up to 600 in others (Map,
// g++ 12): chains of ten thousand are fine. The ends do not nest: a chain of any length is closed
// and destroyed by a loop.
//
// A sink is at any time in one of three conditions: it waits for an item; it runs; it has ended.
// Only one that waits takes an item: all else is refused and changes nothing, so a network with a
// cycle (a sink that sends to itself, through whomever) is told so instead of being corrupted.
//
// A sink that has ended gives up its frame, with its parameters, at once, whoever still holds
// handles: the sinks that it was given see their end then, when all its parameters are gone. What
// its body throws goes to whoever sent the item, or closed, and is its end. A sink never traps; it
// needs no kernel, but belongs to one host thread. One that holds a handle to itself never sees its
// end.
#ifndef CORIX_USERLAND_LIB_SINK_H_
#define CORIX_USERLAND_LIB_SINK_H_

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "kernel/api/co.h"

namespace corix {

// In a sink: co_yield kNext waits for the next item, and answers where it is, or nullptr at the end
// (and at every time after it).
struct NextItem {};
inline constexpr NextItem kNext;

namespace internal {

// What the handles of a sink share. It outlives the frame, which goes when the sink has ended.
class SinkState {
 public:
  enum class Condition : unsigned char { kWaiting, kRunning, kEnded };

  explicit SinkState(std::coroutine_handle<> frame) : frame_(frame) {}
  SinkState(const SinkState&) = delete;
  SinkState& operator=(const SinkState&) = delete;

  // Counted with the frames, for the kernel's check for leaks.
  static void* operator new(std::size_t bytes) { return Frame::operator new(bytes); }
  static void operator delete(void* block, std::size_t bytes) noexcept {
    Frame::operator delete(block, bytes);
  }

  bool waiting() const { return condition_ == Condition::kWaiting; }
  bool ended() const { return condition_ == Condition::kEnded; }

  // Runs a waiting sink, with an item, until it waits again or ends.
  absl::Status Run(const void* item) {
    item_ = item;
    Resume();
    return condition_ == Condition::kWaiting ? absl::OkStatus() : AfterTheEnd();
  }

  void AddHandle() { ++handles_; }
  // With the last handle the sink sees its end. Returns what it threw then.
  std::exception_ptr DropHandle() noexcept;

  // Why no item is taken.
  static absl::Status Refusal(const SinkState* state);

  // For the body.
  bool has_next() const { return item_ != nullptr || handles_ == 0; }
  const void* TakeItem() { return std::exchange(item_, nullptr); }
  void Wait() { condition_ = Condition::kWaiting; }
  void End() { condition_ = Condition::kEnded; }
  void StashException() { exception_ = std::current_exception(); }

 private:
  // Sinks whose last handle went while the frame of an ended one was being destroyed.
  struct Line {
    SinkState* first = nullptr;
    SinkState** end = &first;
  };
  // While this lives, sinks that lose their last handle come into the line; with nullptr, they see
  // their end on the spot.
  class EndLater {
   public:
    explicit EndLater(Line* line) : before_(std::exchange(line_, line)) {}
    ~EndLater() { line_ = before_; }
    EndLater(const EndLater&) = delete;
    EndLater& operator=(const EndLater&) = delete;

   private:
    Line* const before_;
  };

  void Resume() {
    condition_ = Condition::kRunning;
    if (line_ == nullptr) [[likely]] {
      frame_.resume();
    } else {
      const EndLater none(nullptr);
      frame_.resume();
    }
  }
  absl::Status AfterTheEnd();
  std::exception_ptr DestroyFrame() noexcept;

  inline static constinit thread_local Line* line_ = nullptr;

  std::coroutine_handle<> frame_;  // nullptr: it has ended, and is destroyed
  const void* item_ = nullptr;     // sent, and not yet taken
  std::exception_ptr exception_;   // what left the body
  SinkState* next_in_line_ = nullptr;
  int handles_ = 1;
  Condition condition_ = Condition::kWaiting;
};

template <typename T>
class SinkPromise;

}  // namespace internal

template <typename T>
class [[nodiscard("a sink that nobody holds sees its end at once")]] Sink {
 public:
  using promise_type = internal::SinkPromise<T>;

  // A handle that was closed.
  Sink() = default;
  Sink(const Sink& other) noexcept : state_(other.state_) {
    if (state_ != nullptr) state_->AddHandle();
  }
  Sink(Sink&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  Sink& operator=(Sink other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  // As Close, but what the sink throws at its end is lost: a destructor has nobody to tell.
  ~Sink() {
    if (state_ != nullptr) state_->DropHandle();
  }

  // Lends the sink an item, and runs it until it asks for the next one. FAILED_PRECONDITION: it is
  // running; it has ended, maybe without taking this item; or this handle was closed. Throws what
  // the body throws.
  absl::Status Send(const T& item) const {
    if (state_ == nullptr || !state_->waiting()) [[unlikely]]
      return internal::SinkState::Refusal(state_);
    return state_->Run(std::addressof(item));
  }

  // Gives up this handle. With the last one the sink sees its end, and runs to it, and so do those
  // that only it held. (If it is running, it sees the end when it next asks for an item.) Throws
  // what the body throws.
  void Close() {
    internal::SinkState* const state = std::exchange(state_, nullptr);
    if (state == nullptr) return;
    if (std::exception_ptr exception = state->DropHandle()) std::rethrow_exception(exception);
  }

  // Whether it will never take an item again. True for a handle that was closed.
  bool ended() const { return state_ == nullptr || state_->ended(); }

 private:
  friend promise_type;
  explicit Sink(internal::SinkState* state) : state_(state) {}

  internal::SinkState* state_ = nullptr;
};

namespace internal {

template <typename T>
class SinkPromise final {
 public:
  static void* operator new(std::size_t bytes) { return Frame::operator new(bytes); }
  static void operator delete(void* block, std::size_t bytes) noexcept {
    Frame::operator delete(block, bytes);
  }

  Sink<T> get_return_object() {
    state_ = new SinkState(std::coroutine_handle<SinkPromise>::from_promise(*this));
    return Sink<T>(state_);
  }
  // It begins with its first item, or with its end.
  Lazily initial_suspend() const noexcept { return {}; }
  std::suspend_always final_suspend() const noexcept {
    state_->End();
    return {};
  }
  void return_void() const noexcept {}
  void unhandled_exception() const noexcept { state_->StashException(); }

  class Receive {
   public:
    explicit Receive(SinkState& state) : state_(state) {}
    bool await_ready() const noexcept { return state_.has_next(); }
    void await_suspend(std::coroutine_handle<>) const noexcept { state_.Wait(); }
    const T* await_resume() const noexcept { return static_cast<const T*>(state_.TakeItem()); }

   private:
    SinkState& state_;
  };

  template <typename Yielded>
  auto yield_value(const Yielded&) {
    if constexpr (std::same_as<Yielded, NextItem>) {
      // (clang's analyzer does not see that a promise is constructed.)
      return Receive(*state_);  // NOLINT(clang-analyzer-core.CallAndMessage)
    } else {
      static_assert(kNever<Yielded>,
                    "In a Sink, co_yield asks for the next item: write co_yield kNext. A sink "
                    "hands its results on by Send, and does not trap.");
    }
  }
  template <typename Awaited>
  void await_transform(Awaited&&) {
    static_assert(kNever<Awaited>, "A Sink waits for its next item only: it cannot co_await.");
  }

 private:
  SinkState* state_ = nullptr;
};

}  // namespace internal

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_SINK_H_
