#include "kernel.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace mini {

Tid Kernel::Spawn(Task task) {
  const Tid tid = ++last_tid_;
  tasks_[tid].frames.push_back(std::move(task));
  ready_.push_back(tid);
  return tid;
}

bool Kernel::Step() {
  WakeDue();
  if (!poller_.empty()) WakeReady(0);
  while (ready_.empty()) {
    if (timers_.empty() && poller_.empty()) return false;
    SleepUntilSomethingHappens();
    WakeDue();
  }
  const Tid tid = ready_.front();
  ready_.pop_front();
  // (A map's elements stay where they are, whatever is spawned meanwhile.)
  Record& record = tasks_.at(tid);
  running_ = tid;
  if (SystemCall* call = RunFrames(record)) {
    call->Handle(*this, tid);
  } else {
    EndByItself(tid, record);
  }
  running_ = 0;
  // The handler may have ended the caller, or put it to sleep. Then neither `record` nor `call` may
  // be touched: ask the map.
  const auto it = tasks_.find(tid);
  if (it != tasks_.end() && it->second.state == State::kReady) ready_.push_back(tid);
  return true;
}

void Kernel::WakeDue() {
  if (timers_.empty()) return;
  const Moment now = clock_.Now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    const Tid tid = timers_.begin()->second;
    timers_.erase(timers_.begin());
    tasks_.at(tid).state = State::kReady;
    ready_.push_back(tid);
  }
}

void Kernel::SleepFor(Tid tid, Duration duration) {
  const Moment now = clock_.Now();
  Record& record = tasks_.at(tid);
  record.state = State::kSleeping;
  // A sum that is too large for its type would be undefined.
  record.due = duration > Moment::max() - now ? Moment::max() : now + duration;
  timers_.emplace(record.due, tid);
}

void Kernel::ForgetTimer(Moment due, Tid tid) {
  const auto [first, last] = timers_.equal_range(due);
  timers_.erase(std::find(first, last, std::pair<const Moment, Tid>(due, tid)));
}

void Kernel::SleepUntilSomethingHappens() {
  if (poller_.empty()) {
    clock_.WaitUntil(timers_.begin()->first);
  } else if (timers_.empty()) {
    WakeReady(-1);
  } else {
    const long long left = (timers_.begin()->first - clock_.Now()).count();
    WakeReady(static_cast<int>(std::clamp(left, 0LL, 1'000'000LL)));
  }
}

void Kernel::WakeReady(int milliseconds) {
  for (const Tid tid : poller_.Wait(milliseconds)) FinishIo(tid, IoAnswer::kReady);
}

void Kernel::FinishIo(Tid tid, IoAnswer answer) {
  Record& record = tasks_.at(tid);
  record.io_call->Finish(answer);
  record.state = State::kReady;
  ready_.push_back(tid);
}

void Kernel::WaitForIo(Tid tid, int fd, Io direction, WaitIo& call) {
  IoAnswer answer = IoAnswer::kReady;
  if (!poller_.Join(fd, direction, tid, answer)) {
    call.Finish(answer);
    return;
  }
  Record& record = tasks_.at(tid);
  record.state = State::kWaitingForIo;
  record.fd = fd;
  record.direction = direction;
  record.io_call = &call;
}

bool Kernel::CloseDescriptor(int fd) {
  for (const Tid tid : poller_.Forget(fd)) FinishIo(tid, IoAnswer::kClosed);
  return close(fd) == 0;
}

SystemCall* Kernel::RunFrames(Record& record) {
  for (;;) {
    Task& top = record.frames.back();
    if (!top.done()) top.Resume();
    if (SystemCall* call = top.TakeCall()) return call;
    if (Task* callee = top.TakeCallee()) {
      record.frames.push_back(std::move(*callee));
      continue;
    }
    // It has returned. The outermost frame stays until its end is told.
    if (record.frames.size() == 1) return nullptr;
    const std::exception_ptr thrown = top.exception();
    record.frames.pop_back();
    record.frames.back().ReturnFromCallee(thrown);
  }
}

void Kernel::Run() {
  while (Step()) {
  }
}

void Kernel::Sleep(Tid tid) { tasks_.at(tid).state = State::kParked; }

bool Kernel::Wake(Tid tid) {
  const auto it = tasks_.find(tid);
  if (it == tasks_.end() || it->second.state != State::kParked) return false;
  it->second.state = State::kReady;
  ready_.push_back(tid);
  return true;
}

bool Kernel::Kill(Tid tid) {
  if (!Lives(tid)) return false;
  End(tid, {Cause::kKilled, kKilledCode});
  return true;
}

void Kernel::EndByItself(Tid tid, const Record& record) {
  const Task& body = record.frames.front();
  const bool failed = body.exception() != nullptr;
  if (failed) NoteFailure(tid, body);
  End(tid, failed ? ExitStatus{Cause::kException, kExceptionCode} : ExitStatus{});
}

void Kernel::End(Tid tid, ExitStatus status) {
  const auto it = tasks_.find(tid);
  // First it is in no list any more; then its frames are destroyed, with `gone`.
  std::erase(ready_, tid);
  if (it->second.state == State::kWaiting) std::erase(tasks_.at(it->second.target).waiters, tid);
  if (it->second.state == State::kSleeping) ForgetTimer(it->second.due, tid);
  if (it->second.state == State::kWaitingForIo)
    poller_.Leave(it->second.fd, it->second.direction, tid);
  const Record gone = std::move(it->second);
  tasks_.erase(it);
  ended_[tid] = status;
  for (const Tid waiter : gone.waiters) {
    Record& record = tasks_.at(waiter);
    record.call->Finish(status);
    record.state = State::kReady;
    ready_.push_back(waiter);
  }
}

std::optional<ExitStatus> Kernel::StatusOf(Tid tid) const {
  const auto it = ended_.find(tid);
  if (it == ended_.end()) return std::nullopt;
  return it->second;
}

bool Kernel::WaitsFor(Tid waiter, Tid target) const {
  // Cycles are refused, so this comes to an end.
  for (Tid tid = waiter; tid != target;) {
    const Record& record = tasks_.at(tid);
    if (record.state != State::kWaiting) return false;
    tid = record.target;
  }
  return true;
}

void Kernel::Wait(Tid waiter, Tid target, WaitTask& call) {
  Record& record = tasks_.at(waiter);
  record.state = State::kWaiting;
  record.target = target;
  record.call = &call;
  tasks_.at(target).waiters.push_back(waiter);
}

void Kernel::NoteFailure(Tid tid, const Task& task) {
  try {
    std::rethrow_exception(task.exception());
  } catch (const std::exception& exception) {
    failures_.push_back({tid, exception.what()});
  } catch (...) {
    failures_.push_back({tid, "unknown"});
  }
}

}  // namespace mini
