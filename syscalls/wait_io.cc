#include "syscalls/wait_io.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply WaitIO::Handle(Kernel& kernel, Task& caller) noexcept {
  if (!Any(events_ & (IoEvents::kReadable | IoEvents::kWritable)))
    return absl::InvalidArgumentError("no events to wait for");
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  if (const IoEvents ready = file->ReadyNow(events_); Any(ready)) return Answer(ready);
  const absl::StatusOr<bool> watched = file->Watch();
  if (!watched.ok()) return watched.status();
  if (!*watched) return Answer(events_);
  if (Any(events_ & IoEvents::kReadable)) reader_.Join(*file, IoEvents::kReadable, caller);
  if (Any(events_ & IoEvents::kWritable)) writer_.Join(*file, IoEvents::kWritable, caller);
  return Blocked();
}

void WaitIO::Withdraw() noexcept {
  reader_.Leave();
  writer_.Leave();
}

}  // namespace corix
