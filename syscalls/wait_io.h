// syscalls/wait_io.h
#ifndef CORIX_SYSCALLS_WAIT_IO_H_
#define CORIX_SYSCALLS_WAIT_IO_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/open_file.h"
#include "kernel/system_call.h"

namespace corix {

class WaitIO final : public SystemCall<WaitIO, absl::StatusOr<IoEvents>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "WaitIO",
      .params = "fd, events",
      .summary =
          "Sleeps until a descriptor is readable or writable, as asked, and answers which. "
          "Level-triggered: what is ready "
          "now is answered now. Any number of tasks may wait on one descriptor. Regular files are "
          "always ready; the "
          "end of a file, and an error, count as both.",
      .answer = "StatusOr<IoEvents>",
      .errors =
          "NOT_FOUND: no such descriptor. INVALID_ARGUMENT: no events were asked for. CANCELLED: "
          "another task closed "
          "the descriptor meanwhile. Others: the host's refusal to watch it.",
  };
  WaitIO(Fd fd, IoEvents events) : fd_(fd), events_(events) {}
  auto args() const { return std::tie(fd_, events_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override;

 private:
  Fd fd_;
  IoEvents events_;
  IoSeat reader_;
  IoSeat writer_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WAIT_IO_H_
