#include "calls.h"

#include <utility>

#include "kernel.h"

namespace mini {

void Pause::Handle(Kernel&, Tid) {}

void GetTid::Handle(Kernel&, Tid caller) { tid_ = caller; }

NewTask::NewTask(Task task) : task_(std::move(task)) {}

void NewTask::Handle(Kernel& kernel, Tid) { tid_ = kernel.Spawn(std::move(task_)); }

KillTask::KillTask(Tid target) : target_(target) {}

void KillTask::Handle(Kernel& kernel, Tid caller) {
  if (target_ == caller) {
    // This object is in the caller's frame: it is gone when Kill returns.
    kernel.Kill(caller);
    return;
  }
  killed_ = kernel.Kill(target_);
}

void Park::Handle(Kernel& kernel, Tid caller) { kernel.Sleep(caller); }

Unpark::Unpark(Tid target) : target_(target) {}

void Unpark::Handle(Kernel& kernel, Tid) { woken_ = kernel.Wake(target_); }

Exit::Exit(int code) : code_(code) {}

void Exit::Handle(Kernel&, Tid) {
  (void)code_;  // Step 1.
}

WaitTask::WaitTask(Tid target) : target_(target) {}

void WaitTask::Handle(Kernel&, Tid) {
  (void)target_;  // Step 2.
}

}  // namespace mini
