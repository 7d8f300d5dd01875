// kernel/api/co.h: the one coroutine type.
//
//   Process Bar() {
//     const Tid self = co_yield GetTid();     // a trap: the kernel answers, and others may run meanwhile
//     const int n = co_await Measure(self);   // a call: a subroutine, which traps inside if it must
//   }
//
// A Co<T> is a coroutine that has not started: it does nothing until it is called, with co_await,
// or spawned, with NewTask. It can be moved, and used up once. If nobody uses it, its parameters
// die with it, as unused values do.
//
// Parameters are taken by value. Take a reference only to what provably outlives the coroutine: its
// caller's temporaries do, if it is called on the spot; nothing of the parent's does, if it is
// spawned.
//
// Nothing here resumes anything. A call and a return change which frame is on top and hand the
// processor back to the kernel's trampoline, which resumes the frame on top. So ten million calls
// in a row, and a recursion 100,000 deep, need no more of the host's stack than one call.
#ifndef CORIX_KERNEL_API_CO_H_
#define CORIX_KERNEL_API_CO_H_

#include <bit>
#include <concepts>
#include <coroutine>
#include <exception>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

#include "kernel/api/cpu.h"
#include "kernel/api/frame.h"

namespace corix {

template <typename T>
class Co;

// A process: what a task runs. To come to its end is exit code 0; another code is co_yield Exit(n).
using Process = Co<void>;

namespace internal {

// Keeps the exception that is leaving a frame until the caller's frame, or the end of the task,
// takes it.
void StashException(std::exception_ptr exception) noexcept;
std::exception_ptr TakeException() noexcept;

// Throws a std::logic_error: somebody called or spawned a Co that was already used up.
[[noreturn]] void ThrowUsedUp();

// Where something stands in the source, in one word: what a std::source_location consists of. (That
// as a parameter would get a place of its own in each frame.)
using SourcePlace = decltype(__builtin_source_location());

// The frame on top, which suspends itself, stands there. (Awaiters know the place as they suspend; if
// yield_value had such a parameter, g++ 12 would destroy temporaries in its other one twice. And the
// register knows the frame sooner than the handle does, which has to be read from the frame.)
inline void NotePlace(SourcePlace place) noexcept {
  static_assert(sizeof(std::source_location) == sizeof(SourcePlace));
  cpu.top->where = std::bit_cast<std::source_location>(place);
}

template <typename T>
inline constexpr bool kNever = false;

template <typename T>
inline constexpr bool kIsCo = false;
template <typename T>
inline constexpr bool kIsCo<Co<T>> = true;

// What marks a leaf call; see LeafCall.
class LeafCallBase {
 public:
  LeafCallBase() = default;
  LeafCallBase(const LeafCallBase&) = delete;
  LeafCallBase& operator=(const LeafCallBase&) = delete;

 protected:
  ~LeafCallBase() = default;
};

template <typename C>
concept Trappable = requires(C& call) {
  call.EnterKernel();
  call.TakeAnswer();
};

// A call that needs no frame of its own: an awaiter that most often has its answer at once, and else
// traps from within, as a coroutine would. (So a lock that is free costs no trap.) Only libraries
// make such; whoever awaits one need not know that it is no coroutine.
template <typename C>
concept LeafCall = std::derived_from<C, LeafCallBase>;

// co_yield of a system call.
template <typename Call>
class Trap {
 public:
  explicit Trap(Call& call) : call_(call) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>,
                     SourcePlace place = __builtin_source_location()) const noexcept {
    NotePlace(place);
    call_.EnterKernel();
  }
  decltype(auto) await_resume() const { return call_.TakeAnswer(); }

 private:
  Call& call_;
};

// co_await of a leaf call, which stays where it was made: in the caller's frame.
template <typename Leaf>
class AwaitIt {
 public:
  explicit AwaitIt(Leaf& leaf) : leaf_(leaf) {}
  bool await_ready() const { return leaf_.await_ready(); }
  void await_suspend(std::coroutine_handle<>,
                     SourcePlace place = __builtin_source_location()) const {
    NotePlace(place);
    leaf_.await_suspend();
  }
  decltype(auto) await_resume() const { return leaf_.await_resume(); }

 private:
  Leaf& leaf_;
};

// co_await of a coroutine. The callee's frame belongs to the task's stack from the call to its
// return.
template <typename T>
class Subroutine {
 public:
  explicit Subroutine(Frame* callee) : callee_(callee) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>,
                     SourcePlace place = __builtin_source_location()) const noexcept {
    NotePlace(place);
    Enter();
  }
  // The callee comes on top.
  void Enter() const noexcept {
    callee_->caller = cpu.top;
    cpu.top = callee_;
    cpu.stop = Stop::kCallOrReturn;
  }
  T await_resume() const;

 private:
  Frame* const callee_;
};

// The start: a coroutine waits to be called or spawned.
struct Lazily {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const noexcept {}
};

// The end: back to the caller, or, from the outermost frame, out of the task. What the task would
// exit with stands in a register by then: here it would take up room in every frame.
struct Return {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept {
    Frame* const caller = cpu.top->caller;
    if (caller == nullptr) {
      cpu.stop = Stop::kReturned;
    } else {
      cpu.top = caller;
      cpu.stop = Stop::kCallOrReturn;
    }
  }
  void await_resume() const noexcept {}
};

class PromiseBase : public Frame {
 public:
  Lazily initial_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { StashException(std::current_exception()); }

  template <typename Call>
  auto yield_value(Call&& call) {
    using Yielded = std::remove_reference_t<Call>;
    if constexpr (!Trappable<Yielded>) {
      static_assert(
          kNever<Call>,
          "co_yield is a trap: it takes a system call, as in co_yield Sleep(absl::Seconds(1)). "
          "To call a coroutine, write co_await Foo(). To hand out values, write a Generator.");
    } else if constexpr (std::is_lvalue_reference_v<Call>) {
      static_assert(
          kNever<Call>,
          "A system call is made where it is yielded and used once: write co_yield Sleep(d), not "
          "Sleep nap(d); co_yield nap.");
    } else {
      return Trap<Yielded>(call);
    }
  }

  template <typename Callee>
  auto await_transform(Callee&& callee) {
    using Awaited = std::remove_cvref_t<Callee>;
    if constexpr (Trappable<Awaited>) {
      static_assert(kNever<Callee>,
                    "co_await is a call of a coroutine. A system call is a trap: write co_yield, "
                    "as in co_yield Yield().");
    } else if constexpr (LeafCall<Awaited>) {
      static_assert(
          !std::is_lvalue_reference_v<Callee>,
          "A call is made where it is awaited and used once: write co_await mutex.Lock().");
      return AwaitIt<Awaited>(callee);
    } else if constexpr (!kIsCo<Awaited>) {
      static_assert(kNever<Callee>,
                    "co_await is a call: it takes one of our coroutines, a Co<T>. Nothing else can "
                    "be awaited in a "
                    "process, since nothing but a trap gives up the processor.");
    } else if constexpr (std::is_lvalue_reference_v<Callee>) {
      static_assert(
          kNever<Callee>,
          "A coroutine runs once, and the call uses it up: write co_await std::move(co).");
    } else {
      return Awaited::CallOf(std::forward<Callee>(callee));
    }
  }
};

template <typename T>
class Promise final : public PromiseBase {
  static_assert(alignof(T) <= 16,
                "A coroutine cannot return a type that is aligned to more than 16 bytes.");

 public:
  Co<T> get_return_object(std::source_location function = std::source_location::current());
  Return final_suspend() const noexcept {
    if constexpr (std::is_same_v<T, int>) cpu.exit_code = value_.value_or(0);
    return {};
  }
  template <typename U = T>
    requires std::convertible_to<U, T>
  void return_value(U&& value) {
    value_.emplace(std::forward<U>(value));
  }
  T Take() { return std::move(*value_); }

 private:
  std::optional<T> value_;
};

template <typename T>
class Promise<T&> final : public PromiseBase {
 public:
  Co<T&> get_return_object(std::source_location function = std::source_location::current());
  Return final_suspend() const noexcept { return {}; }
  void return_value(T& value) { value_ = &value; }
  T& Take() { return *value_; }

 private:
  T* value_ = nullptr;
};

template <>
class Promise<void> final : public PromiseBase {
 public:
  Co<void> get_return_object(std::source_location function = std::source_location::current());
  Return final_suspend() const noexcept {
    cpu.exit_code = 0;
    return {};
  }
  void return_void() const noexcept {}
  void Take() const noexcept {}
};

}  // namespace internal

template <typename T = void>
class [[nodiscard(
    "a coroutine does nothing until it is called (co_await) or spawned (NewTask)")]] Co {
 public:
  using promise_type = internal::Promise<T>;

  Co(Co&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Co& operator=(Co&& other) noexcept {
    Co old(std::move(*this));
    frame_ = std::exchange(other.frame_, nullptr);
    return *this;
  }
  Co(const Co&) = delete;
  Co& operator=(const Co&) = delete;
  ~Co() {
    if (frame_ != nullptr) frame_->Destroy();
  }

  // Gives the frame away: to a caller's stack, or to a new task.
  Frame* Release() && {
    if (frame_ == nullptr) [[unlikely]]
      internal::ThrowUsedUp();
    return std::exchange(frame_, nullptr);
  }

 private:
  friend promise_type;
  friend class internal::PromiseBase;
  explicit Co(Frame* frame) : frame_(frame) {}
  static internal::Subroutine<T> CallOf(Co&& callee) {
    return internal::Subroutine<T>(std::move(callee).Release());
  }

  Frame* frame_;
};

namespace internal {

template <typename T>
T Subroutine<T>::await_resume() const {
  const FrameOwner owner(callee_);
  if (cpu.threw) [[unlikely]]
    std::rethrow_exception(TakeException());
  return static_cast<Promise<T>*>(callee_)->Take();
}

template <typename T>
Co<T> Promise<T>::get_return_object(std::source_location function) {
  where = function;
  return Co<T>(this);
}
template <typename T>
Co<T&> Promise<T&>::get_return_object(std::source_location function) {
  where = function;
  return Co<T&>(this);
}
inline Co<void> Promise<void>::get_return_object(std::source_location function) {
  where = function;
  return Co<void>(this);
}

}  // namespace internal

}  // namespace corix

#endif  // CORIX_KERNEL_API_CO_H_
