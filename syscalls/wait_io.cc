#include "syscalls/wait_io.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

namespace {

absl::Status TimeIsUp() { return absl::DeadlineExceededError("the timeout has passed"); }

}  // namespace

Reply WaitIO::Handle(Kernel& kernel, Task& caller) noexcept {
  if (!Any(events_ & (IoEvents::kReadable | IoEvents::kWritable)))
    return absl::InvalidArgumentError("no events to wait for");
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  // (Whoever waits to read a terminal that others have does not hear of it before it is its own.)
  const bool withheld = kernel.jobs().controls() && Any(events_ & IoEvents::kReadable) &&
                        kernel.WithholdsTerminal(caller, fd_, *file, reader_);
  const IoEvents ready = withheld ? IoEvents::kNone : file->ReadyNow(events_);
  if (Any(ready)) return Answer(ready);
  const bool has_deadline = timeout_ < absl::InfiniteDuration();
  if (has_deadline) {
    const Ticks now = kernel.clock().Now();
    if (deadline_ < 0) deadline_ = Later(now, TicksOf(timeout_));
    if (deadline_ <= now) {
      reader_.Leave();
      return TimeIsUp();
    }
  }
  if (!withheld) {
    const absl::StatusOr<bool> watched = file->Watch();
    if (!watched.ok()) return watched.status();
    if (!*watched) return Answer(events_);
    if (Any(events_ & IoEvents::kReadable))
      reader_.Join(*file, IoEvents::kReadable, caller, has_deadline);
    if (Any(events_ & IoEvents::kWritable))
      writer_.Join(*file, IoEvents::kWritable, caller, has_deadline);
  }
  if (has_deadline) kernel.timers().Set(timer_, caller, deadline_);
  return Blocked();
}

// The host may have more to say than the kernel has heard.
void WaitIO::Expired() noexcept {
  OpenFile* const file = cpu.kernel->FindFile(timer_.sleeper(), fd_);
  const IoEvents ready = file == nullptr ? IoEvents::kNone : file->ReadyNow(events_);
  if (Any(ready)) {
    (void)Answer(ready);
  } else {
    Refuse(TimeIsUp());
  }
}

void WaitIO::Withdraw() noexcept {
  reader_.Leave();
  writer_.Leave();
  cpu.kernel->timers().Cancel(timer_);
}

}  // namespace corix
