// syscalls/wait_io.h
#ifndef CORIX_SYSCALLS_WAIT_IO_H_
#define CORIX_SYSCALLS_WAIT_IO_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kernel/api/fd.h"
#include "kernel/clock.h"
#include "kernel/open_file.h"
#include "kernel/system_call.h"

namespace corix {

class WaitIO final : public SystemCall<WaitIO, absl::StatusOr<IoEvents>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "WaitIO",
      .params = "fd, events[, timeout]",
      .summary =
          "Sleeps until a descriptor is readable or writable, as asked, and answers which. "
          "Level-triggered: what is ready "
          "now is answered now. Any number of tasks may wait on one descriptor. Regular files are "
          "always ready; the "
          "end of a file, and an error, count as both. With a timeout, not longer than that; one "
          "of zero only looks.",
      .answer = "StatusOr<IoEvents>",
      .errors =
          "NOT_FOUND: no such descriptor. INVALID_ARGUMENT: no events were asked for. "
          "DEADLINE_EXCEEDED: the timeout has passed. CANCELLED: "
          "another task closed "
          "the descriptor meanwhile. Others: the host's refusal to watch it.",
  };
  WaitIO(Fd fd, IoEvents events, absl::Duration timeout = absl::InfiniteDuration())
      : fd_(fd), events_(events), timeout_(timeout) {}
  auto args() const { return std::tie(fd_, events_, timeout_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Expired() noexcept override;
  void Withdraw() noexcept override;

 private:
  Fd fd_;
  IoEvents events_;
  absl::Duration timeout_;
  Ticks deadline_ = -1;  // from the first time that it is handled
  IoSeat reader_;
  IoSeat writer_;
  Timer timer_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WAIT_IO_H_
