#include "syscalls/make_link.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply MakeLink::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  if (HasZeroByte(target_)) return ZeroByte();
  const absl::StatusOr<Place> place = LocateToChange(caller, path_);
  if (!place.ok()) return place.status();
  // (A symbolic link keeps its target as it is written.)
  const absl::StatusOr<Place> target =
      symbolic_ ? Place{.path = target_} : LocateToChange(caller, target_);
  if (!target.ok()) return target.status();
  const bool failed =
      (symbolic_ ? symlinkat(target_.c_str(), place->directory_fd, place->path.c_str())
                 : linkat(target->directory_fd, target->path.c_str(), place->directory_fd,
                          place->path.c_str(), 0)) < 0;
  if (failed) return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
