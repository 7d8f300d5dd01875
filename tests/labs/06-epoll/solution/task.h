// task.h: a coroutine that somebody owns, that makes system calls, and that calls others.
//
// A Task owns the frame of one coroutine. The coroutine is suspended whenever anybody can look:
// before its first turn, between two turns, and after its end. The frame is destroyed when its
// owner dies.
#ifndef MINI_TASK_H_
#define MINI_TASK_H_

#include <coroutine>
#include <exception>
#include <stdexcept>
#include <utility>

#include "system_call.h"

namespace mini {

class Task {
 public:
  struct promise_type;

  // What a co_yield waits for. It ends the turn, and leaves the call to the kernel; in the next
  // turn, the value of the co_yield is the call's answer.
  template <typename Call>
  class Trap {
   public:
    explicit Trap(Call& call) : call_(call) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<promise_type> handle) const noexcept {
      handle.promise().call = &call_;
    }
    auto await_resume() const { return call_.answer(); }

   private:
    Call& call_;
  };

  // What a co_await waits for: a subroutine. Nobody is resumed here. The kernel finds the callee,
  // puts it on top of the task's stack, and resumes what is on top.
  class Subroutine {
   public:
    explicit Subroutine(Task& callee) : callee_(callee) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<promise_type> caller) noexcept {
      caller_ = caller;
      caller.promise().callee = &callee_;
    }
    // The callee has ended. What left its body goes on from here.
    void await_resume() const {
      const std::exception_ptr thrown = std::exchange(caller_.promise().thrown_by_callee, nullptr);
      if (thrown) std::rethrow_exception(thrown);
    }

   private:
    Task& callee_;
    std::coroutine_handle<promise_type> caller_;
  };

  struct promise_type {
    Task get_return_object() {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    template <typename Call>
    Trap<Call> yield_value(Call&& call) noexcept {
      return Trap<Call>(call);
    }
    Subroutine await_transform(Task&& callee) noexcept { return Subroutine(callee); }
    void return_void() {}
    void unhandled_exception() noexcept { exception = std::current_exception(); }

    std::exception_ptr exception;
    SystemCall* call = nullptr;
    Task* callee = nullptr;
    std::exception_ptr thrown_by_callee;
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    // What was here goes to `incoming`, which dies at the end of this block. (So it is well even if
    // `other` is this very task.)
    Task incoming(std::move(other));
    std::swap(handle_, incoming.handle_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  // True once the body has come to its end, by whatever way. Also of a Task that was moved away.
  bool done() const { return !handle_ || handle_.done(); }

  // One turn: runs until the next co_yield, or the end. A task that is done has no turns left:
  // std::logic_error.
  void Resume() {
    if (done()) throw std::logic_error("the task is done");
    handle_.resume();
  }

  // What was thrown out of the body; null if nothing was.
  std::exception_ptr exception() const { return handle_ ? handle_.promise().exception : nullptr; }

  // The call with which the last turn ended, once; null if it ended otherwise.
  SystemCall* TakeCall() {
    return handle_ ? std::exchange(handle_.promise().call, nullptr) : nullptr;
  }

  // The subroutine with whose call the body stopped, once; null if it stopped otherwise.
  Task* TakeCallee() {
    return handle_ ? std::exchange(handle_.promise().callee, nullptr) : nullptr;
  }

  // What its callee threw, or null: this comes out of the co_await when the body goes on.
  void ReturnFromCallee(std::exception_ptr exception) {
    handle_.promise().thrown_by_callee = std::move(exception);
  }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}

  std::coroutine_handle<promise_type> handle_;
};

}  // namespace mini

#endif  // MINI_TASK_H_
