#include "syscalls/dup_to_host.h"

#include <unistd.h>

#include <utility>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply DupToHost::Handle(Kernel& kernel, Task& caller) noexcept {
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  absl::StatusOr<int> host_fd = file->DupToHost();
  not_taken_ = host_fd.value_or(-1);
  return Answer(std::move(host_fd));
}

absl::StatusOr<int> DupToHost::TakeAnswer() {
  not_taken_ = -1;
  return SystemCall::TakeAnswer();
}

DupToHost::~DupToHost() {
  if (not_taken_ >= 0) close(not_taken_);
}

}  // namespace corix
