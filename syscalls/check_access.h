// syscalls/check_access.h
#ifndef CORIX_SYSCALLS_CHECK_ACCESS_H_
#define CORIX_SYSCALLS_CHECK_ACCESS_H_

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

// A set: combine with |. The values are those of access(2).
enum class FileAccess : std::uint8_t { kExists = 0, kExecute = 1, kWrite = 2, kRead = 4 };

constexpr FileAccess operator|(FileAccess a, FileAccess b) {
  return static_cast<FileAccess>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}

class CheckAccess final : public SystemCall<CheckAccess, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "CheckAccess",
      .params = "path[, access]",
      .summary =
          "Tells whether the caller may do something to a file: read, write, or execute it (or "
          "search it, if it is a directory), or find it at all. The permissions of the effective "
          "user count.",
      .answer = "Status",
      .errors = "NOT_FOUND, PERMISSION_DENIED and others: the host's.",
  };
  explicit CheckAccess(std::string path, FileAccess access = FileAccess::kExists)
      : path_(std::move(path)), access_(access) {}
  auto args() const { return std::tie(path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
  FileAccess access_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_CHECK_ACCESS_H_
