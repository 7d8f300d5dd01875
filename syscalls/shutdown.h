// syscalls/shutdown.h
#ifndef CORIX_SYSCALLS_SHUTDOWN_H_
#define CORIX_SYSCALLS_SHUTDOWN_H_

#include <tuple>

#include "absl/status/status.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"

namespace corix {

class Shutdown final : public SystemCall<Shutdown, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Shutdown",
      .params = "fd, direction",
      .summary =
          "Ends one direction of a connection, or both: after kWrite the other side sees the end "
          "of the file, and can still answer.",
      .answer = "Status",
      .errors =
          "NOT_FOUND: no such descriptor. INVALID_ARGUMENT: not a socket. FAILED_PRECONDITION: not "
          "connected.",
  };
  explicit Shutdown(Fd fd, ShutdownDirection direction = ShutdownDirection::kWrite)
      : fd_(fd), direction_(direction) {}
  auto args() const { return std::tie(fd_, direction_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd fd_;
  ShutdownDirection direction_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SHUTDOWN_H_
