#include "syscalls/remove_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply RemoveFile::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  const absl::StatusOr<Place> place = LocateToChange(caller, path_);
  if (!place.ok()) return place.status();
  if (unlinkat(place->directory_fd, place->path.c_str(), 0) < 0) return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
