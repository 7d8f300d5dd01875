#include "calls.h"

#include <optional>
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

Sleep::Sleep(Duration duration) : duration_(duration) {}

void Sleep::Handle(Kernel& kernel, Tid caller) {
  if (duration_ > Duration::zero()) kernel.SleepFor(caller, duration_);
}

Unpark::Unpark(Tid target) : target_(target) {}

void Unpark::Handle(Kernel& kernel, Tid) { woken_ = kernel.Wake(target_); }

WaitIo::WaitIo(int fd, Io direction) : fd_(fd), direction_(direction) {}

void WaitIo::Handle(Kernel& kernel, Tid caller) {
  kernel.WaitForIo(caller, fd_, direction_, *this);
}

Close::Close(int fd) : fd_(fd) {}

void Close::Handle(Kernel& kernel, Tid) { closed_ = kernel.CloseDescriptor(fd_); }

Exit::Exit(int code) : code_(code) {}

void Exit::Handle(Kernel& kernel, Tid caller) { kernel.End(caller, {Cause::kReturned, code_}); }

WaitTask::WaitTask(Tid target) : target_(target) {}

void WaitTask::Handle(Kernel& kernel, Tid caller) {
  if (const std::optional<ExitStatus> ended = kernel.StatusOf(target_)) {
    waited_.status = *ended;
  } else if (!kernel.Lives(target_)) {
    waited_.error = WaitError::kNoSuchTask;
  } else if (target_ == caller) {
    waited_.error = WaitError::kItself;
  } else if (kernel.WaitsFor(target_, caller)) {
    waited_.error = WaitError::kCycle;
  } else {
    kernel.Wait(caller, target_, *this);
  }
}

}  // namespace mini
