#include "syscalls/write.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Write::Handle(Kernel& kernel, Task& caller) noexcept {
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  absl::StatusOr<std::size_t> taken = file->TryWrite(bytes_);
  if (taken.ok() || !absl::IsUnavailable(taken.status())) return Answer(std::move(taken));
  const absl::StatusOr<bool> watched = file->Watch();
  if (!watched.ok()) return watched.status();
  if (!*watched) return absl::InternalError("the host has nothing for us, and will not say when");
  // When there may be room, the call starts again.
  seat_.Join(*file, IoEvents::kWritable, caller);
  return Blocked();
}

}  // namespace corix
