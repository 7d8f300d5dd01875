// syscalls/seek.h
#ifndef CORIX_SYSCALLS_SEEK_H_
#define CORIX_SYSCALLS_SEEK_H_

#include <cstdint>
#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"

namespace corix {

class Seek final : public SystemCall<Seek, absl::StatusOr<std::int64_t>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Seek",
      .params = "fd, offset, from",
      .summary =
          "Moves the place in a file at which the next byte is read or written, and answers it, "
          "counted in bytes from the start.",
      .answer = "StatusOr<int64_t>",
      .errors =
          "NOT_FOUND: no such descriptor. FAILED_PRECONDITION: a pipe, socket or terminal. "
          "INVALID_ARGUMENT: before the start.",
  };
  Seek(Fd fd, std::int64_t offset, SeekFrom from = SeekFrom::kStart)
      : fd_(fd), offset_(offset), from_(from) {}
  auto args() const { return std::tie(fd_, offset_, from_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd fd_;
  std::int64_t offset_;
  SeekFrom from_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SEEK_H_
