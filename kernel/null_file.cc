#include "kernel/null_file.h"

#include <fcntl.h>

#include <cerrno>

namespace corix {

absl::StatusOr<int> NullFile::DupToHost() {
  const int host_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (host_fd < 0) return HostError(errno, "open /dev/null");
  return host_fd;
}

}  // namespace corix
