#include "syscalls/set_times.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <ctime>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply SetTimes::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  const absl::StatusOr<Place> place = LocateToChange(caller, path_);
  if (!place.ok()) return place.status();
  std::array<timespec, 2> times = {absl::ToTimespec(accessed_), absl::ToTimespec(modified_)};
  if (now_)
    times = {timespec{.tv_sec = 0, .tv_nsec = UTIME_NOW},
             timespec{.tv_sec = 0, .tv_nsec = UTIME_NOW}};
  if (utimensat(place->directory_fd, place->path.c_str(), times.data(), 0) < 0)
    return HostError(errno, path_);
  return Answer(absl::OkStatus());
}

}  // namespace corix
