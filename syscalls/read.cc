#include "syscalls/read.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Read::Handle(Kernel& kernel, Task& caller) noexcept {
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  absl::StatusOr<std::size_t> bytes = file->TryRead(buffer_);
  if (bytes.ok() || !absl::IsUnavailable(bytes.status())) return Answer(std::move(bytes));
  const absl::StatusOr<bool> watched = file->Watch();
  if (!watched.ok()) return watched.status();
  if (!*watched) return absl::InternalError("the host has nothing for us, and will not say when");
  // When there may be something to read, the call starts again.
  seat_.Join(*file, IoEvents::kReadable, caller);
  return Blocked();
}

}  // namespace corix
