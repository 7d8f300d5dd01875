#include "syscalls/file_status.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "kernel/kernel.h"
#include "kernel/text_file.h"
#include "syscalls/errors.h"
#include "syscalls/kernel_files.h"

namespace corix {

namespace {

FileType TypeOf(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return FileType::kRegular;
    case S_IFDIR:
      return FileType::kDirectory;
    case S_IFLNK:
      return FileType::kSymbolicLink;
    case S_IFIFO:
      return FileType::kFifo;
    case S_IFSOCK:
      return FileType::kSocket;
    case S_IFCHR:
      return FileType::kCharacterDevice;
    case S_IFBLK:
      return FileType::kBlockDevice;
    default:
      return FileType::kOther;
  }
}

FileInfo InfoOf(const struct stat& status) {
  FileInfo info;
  info.type = TypeOf(status.st_mode);
  info.permissions = status.st_mode & 07777U;
  info.device = status.st_dev;
  info.serial = status.st_ino;
  info.links = status.st_nlink;
  info.owner = status.st_uid;
  info.group = status.st_gid;
  info.size = status.st_size;
  info.blocks = status.st_blocks;
  info.special = status.st_rdev;
  info.accessed = absl::TimeFromTimespec(status.st_atim);
  info.modified = absl::TimeFromTimespec(status.st_mtim);
  info.changed = absl::TimeFromTimespec(status.st_ctim);
  return info;
}

}  // namespace

Reply FileStatus::Handle(Kernel& kernel, Task& caller) noexcept {
  struct stat status = {};
  if (fd_ < 0) {
    if (HasZeroByte(path_)) return ZeroByte();
    const Place place = Locate(caller.environment(), path_);
    if (place.of_kernel) return Answer(KernelFileInfo(kernel, caller, place.path, follow_));
    const int flags = follow_ ? 0 : AT_SYMLINK_NOFOLLOW;
    if (fstatat(place.directory_fd, place.path.c_str(), &status, flags) < 0)
      return HostError(errno, path_);
    return Answer(InfoOf(status));
  }
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  FileInfo info;
  if (HostFile* const host_file = file->AsHostFile(); host_file != nullptr) {
    if (fstat(host_file->host_fd(), &status) < 0) return HostError(errno, "the descriptor");
    info = InfoOf(status);
  } else if (const TextFile* const text = file->AsTextFile(); text != nullptr) {
    info.type = FileType::kRegular;
    info.permissions = 0444;
    info.size = static_cast<std::int64_t>(text->size());
  } else {
    info.type = file->Describe() == "pipe" ? FileType::kFifo : FileType::kCharacterDevice;
  }
  return Answer(info);
}

}  // namespace corix
