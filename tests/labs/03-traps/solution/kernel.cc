#include "kernel.h"

#include <algorithm>
#include <utility>

namespace mini {

Tid Kernel::Spawn(Task task) {
  const Tid tid = ++last_tid_;
  tasks_.emplace(tid, Record{std::move(task)});
  ready_.push_back(tid);
  return tid;
}

bool Kernel::Step() {
  if (ready_.empty()) return false;
  const Tid tid = ready_.front();
  ready_.pop_front();
  // (A map's elements stay where they are, whatever is spawned meanwhile.)
  Task& task = tasks_.at(tid).task;
  running_ = tid;
  if (!task.done()) task.Resume();
  if (task.done()) {
    NoteFailure(tid, task);
    Kill(tid);
  } else if (SystemCall* call = task.TakeCall()) {
    call->Handle(*this, tid);
  }
  running_ = 0;
  // The handler may have ended the caller, or put it to sleep. Then neither `task` nor `call` may
  // be touched: ask the map.
  const auto it = tasks_.find(tid);
  if (it != tasks_.end() && !it->second.asleep) ready_.push_back(tid);
  return true;
}

void Kernel::Run() {
  while (Step()) {
  }
}

void Kernel::Sleep(Tid tid) { tasks_.at(tid).asleep = true; }

bool Kernel::Wake(Tid tid) {
  const auto it = tasks_.find(tid);
  if (it == tasks_.end() || !it->second.asleep) return false;
  it->second.asleep = false;
  ready_.push_back(tid);
  return true;
}

bool Kernel::Kill(Tid tid) {
  const auto it = tasks_.find(tid);
  if (it == tasks_.end()) return false;
  // First it is in no list any more; then its frame is destroyed.
  const auto place = std::find(ready_.begin(), ready_.end(), tid);
  if (place != ready_.end()) ready_.erase(place);
  const Task gone = std::move(it->second.task);
  tasks_.erase(it);
  return true;
}

void Kernel::NoteFailure(Tid tid, const Task& task) {
  if (!task.exception()) return;
  try {
    std::rethrow_exception(task.exception());
  } catch (const std::exception& exception) {
    failures_.push_back({tid, exception.what()});
  } catch (...) {
    failures_.push_back({tid, "unknown"});
  }
}

}  // namespace mini
