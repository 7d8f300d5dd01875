// syscalls/receive.h
#ifndef CORIX_SYSCALLS_RECEIVE_H_
#define CORIX_SYSCALLS_RECEIVE_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"
#include "kernel/task_extra.h"

namespace corix {

class Receive final : public SystemCall<Receive, absl::StatusOr<Message>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "Receive",
      .params = "",
      .summary =
          "Sleeps until a message has come into the caller's mailbox, and answers it, with its "
          "sender: the first that came. With .WithoutSleeping(), only looks.",
      .answer = "StatusOr<Message>",
      .errors =
          "UNAVAILABLE: without sleeping, and none has come. CANCELLED: the caller was cancelled.",
  };
  Receive() {}
  Receive&& WithoutSleeping() && {
    may_sleep_ = false;
    return std::move(*this);
  }
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override { seat_.Leave(); }

 private:
  Seat seat_;
  bool may_sleep_ = true;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_RECEIVE_H_
