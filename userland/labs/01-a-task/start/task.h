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
  // What the compiler asks when it makes a coroutine that returns a Task.
  struct promise_type {
    // Step 1: the Task that the caller gets must know the frame of this promise.
    Task get_return_object() { return Task(nullptr); }
    // Step 1: when does the coroutine stop for the first time, and does it stop at its end?
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    // Step 1: co_yield Pause() ends the turn.
    std::suspend_never yield_value(const Pause&) noexcept { return {}; }
    void return_void() {}
    // Step 4: an exception has left the body. std::current_exception() is the one.
    void unhandled_exception() noexcept {}
  };

  // Step 3: the frame has one owner. Who moves it, and who is left with nothing?
  Task(Task&& other) noexcept : handle_(other.handle_) {}
  Task& operator=(Task&& other) noexcept {
    handle_ = other.handle_;
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {}

  // Step 2. True once the body has come to its end, by whatever way. Also of a Task that was moved
  // away.
  bool done() const { return true; }

  // Step 2. One turn: runs until the next co_yield, or the end. A task that is done has no turns
  // left: std::logic_error.
  void Resume() {}

  // Step 4. What was thrown out of the body; null if nothing was, or if the Task was moved away.
  std::exception_ptr exception() const { return nullptr; }

 private:
  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}

  std::coroutine_handle<promise_type> handle_;
};

}  // namespace mini

#endif  // MINI_TASK_H_
