#include "syscalls/make_directory.h"

#include <sys/stat.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply MakeDirectory::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  const absl::StatusOr<Place> place = LocateToChange(caller, path_);
  if (!place.ok()) return place.status();
  const UmaskScope umask(caller.environment().umask);
  if (mkdirat(place->directory_fd, place->path.c_str(), static_cast<mode_t>(permissions_)) < 0)
    return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
