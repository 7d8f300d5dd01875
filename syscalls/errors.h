// syscalls/errors.h: refusals that several calls share.
#ifndef CORIX_SYSCALLS_ERRORS_H_
#define CORIX_SYSCALLS_ERRORS_H_

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "kernel/api/fd.h"
#include "kernel/api/tid.h"
#include "kernel/kernel.h"

namespace corix {

inline absl::Status NoSuchTask(Tid tid) {
  return absl::NotFoundError(absl::StrCat("no task ", static_cast<int>(tid)));
}

// A call that has slept on the descriptor finds it closed meanwhile.
inline absl::Status NoSuchDescriptor(const Kernel& kernel, Fd fd) {
  if (kernel.restarting()) {
    return absl::CancelledError(absl::StrCat("descriptor ", static_cast<int>(fd), " was closed"));
  }
  return absl::NotFoundError(absl::StrCat("no descriptor ", static_cast<int>(fd)));
}

}  // namespace corix

#endif  // CORIX_SYSCALLS_ERRORS_H_
