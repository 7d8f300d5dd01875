#include "syscalls/list_directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "kernel/kernel.h"
#include "syscalls/errors.h"
#include "syscalls/kernel_files.h"

namespace corix {

namespace {

FileType TypeOf(const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG:
      return FileType::kRegular;
    case DT_DIR:
      return FileType::kDirectory;
    case DT_LNK:
      return FileType::kSymbolicLink;
    case DT_FIFO:
      return FileType::kFifo;
    case DT_SOCK:
      return FileType::kSocket;
    case DT_CHR:
      return FileType::kCharacterDevice;
    case DT_BLK:
      return FileType::kBlockDevice;
    default:
      return FileType::kOther;
  }
}

}  // namespace

Reply ListDirectory::Handle(Kernel& kernel, Task& caller) noexcept {
  if (HasZeroByte(path_)) return ZeroByte();
  const Place place = Locate(caller.environment(), path_);
  if (place.of_kernel) return Answer(ListKernelDirectory(kernel, caller, place.path));
  const int host_fd = AboveStandardStreams(
      openat(place.directory_fd, place.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (host_fd < 0) return HostError(errno, path_);
  DIR* const directory = fdopendir(host_fd);
  if (directory == nullptr) {
    const int error = errno;
    close(host_fd);
    return HostError(error, path_);
  }
  std::vector<DirectoryEntry> entries;
  errno = 0;
  // (Each call has a stream of its own, and so readdir is safe.)
  while (const dirent* const entry = readdir(directory)) {  // NOLINT(concurrency-mt-unsafe)
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") entries.push_back({std::string(name), TypeOf(*entry)});
  }
  const int error = errno;
  closedir(directory);
  if (error != 0) return HostError(error, path_);
  std::sort(entries.begin(), entries.end(),
            [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
  return Answer(std::move(entries));
}

}  // namespace corix
