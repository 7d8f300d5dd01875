// kernel/api/file_info.h: what the host knows of a file.
#ifndef CORIX_KERNEL_API_FILE_INFO_H_
#define CORIX_KERNEL_API_FILE_INFO_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace corix {

enum class FileType : std::uint8_t {
  kRegular,
  kDirectory,
  kSymbolicLink,
  kFifo,  // a pipe too
  kSocket,
  kCharacterDevice,
  kBlockDevice,
  kOther,
};

struct FileInfo {
  FileType type = FileType::kOther;
  unsigned permissions = 0;  // the lowest twelve bits: set-user-id and the like among them
  std::uint64_t device = 0;  // with the serial number: which file it is
  std::uint64_t serial = 0;
  std::uint64_t links = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::int64_t size = 0;      // in bytes
  std::int64_t blocks = 0;    // of 512 bytes
  std::uint64_t special = 0;  // of a device: which one
  absl::Time accessed;
  absl::Time modified;
  absl::Time changed;

  bool SameFileAs(const FileInfo& other) const {
    return device == other.device && serial == other.serial;
  }
};

struct DirectoryEntry {
  std::string name;
  FileType type = FileType::kOther;
};

}  // namespace corix

#endif  // CORIX_KERNEL_API_FILE_INFO_H_
