#include "syscalls/set_permissions.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply SetPermissions::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  const absl::StatusOr<Place> place = LocateToChange(caller, path_);
  if (!place.ok()) return place.status();
  const auto mode = static_cast<mode_t>(permissions_ & 07777U);
  if (fchmodat(place->directory_fd, place->path.c_str(), mode, 0) < 0)
    return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
