#include "kernel.h"

#include <utility>

namespace mini {

Tid Kernel::Spawn(Task task) {
  const Tid tid = ++last_tid_;
  tasks_.emplace(tid, std::move(task));
  ready_.push_back(tid);
  return tid;
}

bool Kernel::Step() {
  if (ready_.empty()) return false;
  const Tid tid = ready_.front();
  ready_.pop_front();
  // (A map's elements stay where they are, whatever is spawned meanwhile.)
  Task& task = tasks_.at(tid);
  running_ = tid;
  if (!task.done()) task.Resume();
  // Step 2: if the turn ended with a call, it is handled here.
  running_ = 0;
  if (task.done()) {
    tasks_.erase(tid);
  } else {
    ready_.push_back(tid);
  }
  return true;
}

void Kernel::Run() {
  while (Step()) {
  }
}

void Kernel::Sleep(Tid) {}  // Step 3.

bool Kernel::Wake(Tid) { return false; }  // Step 3.

bool Kernel::Kill(Tid) { return false; }  // Step 4.

}  // namespace mini
