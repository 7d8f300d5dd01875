#include "kernel/text_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace corix {

absl::StatusOr<std::size_t> TextFile::TryRead(absl::Span<char> buffer) {
  if (at_ >= text_.size()) return 0;
  const std::size_t bytes = text_.copy(buffer.data(), buffer.size(), at_);
  at_ += bytes;
  return bytes;
}

absl::StatusOr<std::size_t> TextFile::TryWrite(std::string_view /*bytes*/) {
  return absl::FailedPreconditionError("a kernel file can only be read");
}

absl::StatusOr<std::int64_t> TextFile::Seek(std::int64_t offset, int whence) {
  const std::size_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? at_ : text_.size();
  std::int64_t place = 0;
  if (__builtin_add_overflow(static_cast<std::int64_t>(base), offset, &place) || place < 0)
    return absl::InvalidArgumentError("there is no such place in the file");
  at_ = static_cast<std::size_t>(place);
  return place;
}

absl::StatusOr<int> TextFile::DupToHost() {
  const int host_fd = memfd_create("kernel file", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (host_fd < 0) return HostError(errno, "a copy of the kernel file");
  for (std::size_t written = 0; written < text_.size();) {
    const ssize_t bytes = write(host_fd, text_.data() + written, text_.size() - written);
    if (bytes < 0) {
      const int error = errno;
      close(host_fd);
      return HostError(error, "a copy of the kernel file");
    }
    written += static_cast<std::size_t>(bytes);
  }
  fcntl(host_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  lseek(host_fd, static_cast<off_t>(at_), SEEK_SET);
  return host_fd;
}

}  // namespace corix
