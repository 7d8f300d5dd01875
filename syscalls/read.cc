#include "syscalls/read.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Read::Handle(Kernel& kernel, Task& caller) noexcept {
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  if (kernel.jobs().controls() && kernel.WithholdsTerminal(caller, fd_, *file, seat_))
    return Blocked();
  absl::StatusOr<std::size_t> bytes = file->TryRead(buffer_);
  if (bytes.ok() || !absl::IsUnavailable(bytes.status())) return Answer(std::move(bytes));
  // When there may be something to read, the call starts again.
  if (absl::Status status = seat_.JoinWatched(*file, IoEvents::kReadable, caller); !status.ok())
    return status;
  return Blocked();
}

}  // namespace corix
