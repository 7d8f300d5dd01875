#include "userland/lib/event_loop.h"

#include "syscalls/now.h"
#include "syscalls/yield.h"

namespace corix {
namespace {

// Says that the loop runs, for as long as it does, or until it is destroyed.
class Running {
 public:
  Running(bool& running, Resource& work) : running_(running), witness_(work) { running_ = true; }
  ~Running() {
    if (!loop_gone()) running_ = false;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  bool loop_gone() const { return witness_.gone(); }

 private:
  bool& running_;
  const internal::Witness witness_;
};

}  // namespace

EventLoop::Handle EventLoop::CallSoon(Callback callback) {
  const auto& entry = soon_.emplace_back(std::make_shared<Callback>(std::move(callback)));
  Handle handle(entry);
  work_.set_available(1);
  internal::WakeOne(work_);
  return handle;
}

EventLoop::Handle EventLoop::CallLater(absl::Duration delay, Callback callback) {
  return CallAt(CallNow(Now()) + delay, std::move(callback));
}

EventLoop::Handle EventLoop::CallAt(absl::Time when, Callback callback) {
  if (when <= CallNow(Now())) return CallSoon(std::move(callback));
  auto entry = std::make_shared<Callback>(std::move(callback));
  Handle handle(entry);
  later_.emplace(std::pair(when, registered_++), std::move(entry));
  work_.set_available(1);
  internal::WakeOne(work_);
  return handle;
}

void EventLoop::Stop() {
  stopping_ = true;
  work_.set_available(1);
  internal::WakeOne(work_);
}

std::shared_ptr<EventLoop::Callback> EventLoop::TakeDue(absl::Time now) {
  while (!later_.empty() && later_.begin()->first.first <= now)
    soon_.push_back(std::move(later_.extract(later_.begin()).mapped()));
  while (!soon_.empty()) {
    std::shared_ptr<Callback> callback = std::move(soon_.front());
    soon_.pop_front();
    if (*callback != nullptr) return callback;
  }
  return nullptr;
}

Co<absl::Status> EventLoop::RunForever() {
  if (running_) co_return absl::FailedPreconditionError("the event loop is running already");
  const Running running(running_, work_);
  while (!std::exchange(stopping_, false)) {
    const absl::Time now = CallNow(Now());
    if (const std::shared_ptr<Callback> due = TakeDue(now); due != nullptr) {
      const Callback callback = std::exchange(*due, nullptr);
      callback();
      if (!running.loop_gone()) co_yield Yield();
    } else {
      work_.set_available(0);
      const absl::Duration pause =
          later_.empty() ? absl::InfiniteDuration() : later_.begin()->first.first - now;
      const absl::Status status = co_yield SleepOn(work_, pause);
      if (!status.ok() && !absl::IsDeadlineExceeded(status)) co_return status;
    }
    // A callback, or another task, may have destroyed it.
    if (running.loop_gone()) co_return absl::NotFoundError("the event loop is gone");
  }
  co_return absl::OkStatus();
}

}  // namespace corix
