#include "syscalls/open.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

#include "kernel/host_file.h"
#include "kernel/kernel.h"
#include "kernel/null_file.h"
#include "kernel/text_file.h"
#include "syscalls/errors.h"
#include "syscalls/kernel_files.h"

namespace corix {

namespace {

int HostFlags(OpenMode mode) {
  const bool reads = Has(mode, OpenMode::kRead);
  const bool writes = Has(mode, OpenMode::kWrite);
  int flags = reads && writes ? O_RDWR : writes ? O_WRONLY : O_RDONLY;
  if (Has(mode, OpenMode::kCreate)) flags |= O_CREAT;
  if (Has(mode, OpenMode::kTruncate)) flags |= O_TRUNC;
  if (Has(mode, OpenMode::kAppend)) flags |= O_APPEND;
  if (Has(mode, OpenMode::kExclusive)) flags |= O_EXCL;
  // Nonblocking: a FIFO would keep us until its other end is opened.
  return flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
}

bool IsNull(int host_fd) {
  struct stat status;
  return fstat(host_fd, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
}

}  // namespace

Reply Open::OpenKernelFile(Kernel& kernel, const Task& caller, const std::string& path) {
  if (mode_ != OpenMode::kRead)
    return absl::FailedPreconditionError(absl::StrCat(path_, ": a kernel file can only be read"));
  absl::StatusOr<std::string> text = ReadKernelFile(kernel, caller, path);
  if (!text.ok()) return text.status();
  return Answer(File(kernel.AddFile(std::make_shared<TextFile>(*std::move(text)))));
}

Reply Open::Handle(Kernel& kernel, Task& caller) noexcept {
  if (!Has(mode_, OpenMode::kRead) && !Has(mode_, OpenMode::kWrite))
    return absl::InvalidArgumentError("a file is opened for reading, writing, or both");
  if (HasZeroByte(path_)) return ZeroByte();
  const ExecutionEnvironment& environment = caller.environment();
  const Place place = Locate(environment, path_);
  if (place.of_kernel) return OpenKernelFile(kernel, caller, place.path);
  int host_fd = -1;
  {
    const UmaskScope umask(Has(mode_, OpenMode::kCreate) ? environment.umask : std::nullopt);
    host_fd = AboveStandardStreams(openat(place.directory_fd, place.path.c_str(), HostFlags(mode_),
                                          static_cast<mode_t>(permissions_)));
  }
  if (host_fd < 0) return HostError(errno, path_);
  std::shared_ptr<OpenFile> file;
  if (IsNull(host_fd)) {
    close(host_fd);
    file = std::make_shared<NullFile>();
  } else {
    file = std::make_shared<HostFile>(kernel.poller(), host_fd, HostFile::Ownership::kOwned);
  }
  return Answer(File(kernel.AddFile(std::move(file))));
}

}  // namespace corix
