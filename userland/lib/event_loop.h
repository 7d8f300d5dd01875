// userland/lib/event_loop.h: functions one after the other, as an event loop runs them.
//
//   EventLoop loop;
//   loop.CallSoon([] { Print("first\n"); });
//   loop.CallLater(absl::Seconds(1), [&loop] { loop.Stop(); });
//   co_await loop.RunForever();
//
// The kernel is an event loop already; this is one of user land, for callbacks: whoever runs it
// calls them, in its own turns, one a turn, so that all others of the kernel have theirs. Those
// that are due together are called in the order in which they were registered.
#ifndef CORIX_USERLAND_LIB_EVENT_LOOP_H_
#define CORIX_USERLAND_LIB_EVENT_LOOP_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "kernel/api/co.h"
#include "userland/lib/leaf_wait.h"

namespace corix {

// Whoever runs it when it is destroyed is answered NOT_FOUND.
class EventLoop {
 public:
  using Callback = std::function<void()>;

  // A registered function. Letting go of it changes nothing.
  class Handle {
   public:
    // It will not be called. False: it has been, or was cancelled already; or this handle was moved
    // from.
    bool Cancel() { return callback_ != nullptr && std::exchange(*callback_, nullptr) != nullptr; }

   private:
    friend class EventLoop;
    explicit Handle(std::shared_ptr<Callback> callback) : callback_(std::move(callback)) {}
    std::shared_ptr<Callback> callback_;
  };

  EventLoop() = default;

  // Register a function, from any task, also while the loop runs. Do not sleep. What is due already
  // (after a delay that is not positive, or at a time that has passed) is called soon.
  Handle CallSoon(Callback callback);
  Handle CallLater(absl::Duration delay, Callback callback);
  Handle CallAt(absl::Time when, Callback callback);

  // Calls what is due, and sleeps until something is, until Stop. What an exception leaves
  // unfinished goes on at the next call. CANCELLED: the caller was cancelled. FAILED_PRECONDITION:
  // the loop is running already. NOT_FOUND: the loop is gone.
  Co<absl::Status> RunForever();

  // Lets RunForever return after the function that is being called; or, before it was called, at
  // once.
  void Stop();
  bool running() const { return running_; }

 private:
  // The next function that is due; nothing: none is.
  std::shared_ptr<Callback> TakeDue(absl::Time now);

  bool running_ = false;
  bool stopping_ = false;
  std::deque<std::shared_ptr<Callback>> soon_;
  std::uint64_t registered_ = 0;
  std::map<std::pair<absl::Time, std::uint64_t>, std::shared_ptr<Callback>> later_;
  Resource work_{"event loop"};
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_EVENT_LOOP_H_
