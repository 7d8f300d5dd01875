#include "syscalls/write.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Write::Handle(Kernel& kernel, Task& caller) noexcept {
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  absl::StatusOr<std::size_t> taken = file->TryWrite(bytes_);
  if (taken.ok() || !absl::IsUnavailable(taken.status())) return Answer(std::move(taken));
  // When there may be room, the call starts again.
  if (absl::Status status = seat_.JoinWatched(*file, IoEvents::kWritable, caller); !status.ok())
    return status;
  return Blocked();
}

}  // namespace corix
