// task.h: a coroutine that somebody owns.
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

namespace mini {

// What a task yields to end its turn.
struct Pause {
  Pause() {}
};

class Task {
 public:
  struct promise_type {
    Task get_return_object() {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(const Pause&) noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() noexcept { exception = std::current_exception(); }

    std::exception_ptr exception;
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

  // What was thrown out of the body; null if nothing was, or if the Task was moved away.
  std::exception_ptr exception() const { return handle_ ? handle_.promise().exception : nullptr; }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}

  std::coroutine_handle<promise_type> handle_;
};

}  // namespace mini

#endif  // MINI_TASK_H_
