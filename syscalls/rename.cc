#include "syscalls/rename.h"

#include <cerrno>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Rename::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  const absl::StatusOr<Place> from = LocateToChange(caller, from_);
  if (!from.ok()) return from.status();
  const absl::StatusOr<Place> to = LocateToChange(caller, to_);
  if (!to.ok()) return to.status();
  if (renameat(from->directory_fd, from->path.c_str(), to->directory_fd, to->path.c_str()) < 0)
    return HostError(errno, absl::StrCat(from_, " to ", to_));
  return Answer(absl::OkStatus());
}

}  // namespace corix
