// syscalls/take_tapped.h
#ifndef CORIX_SYSCALLS_TAKE_TAPPED_H_
#define CORIX_SYSCALLS_TAKE_TAPPED_H_

#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/api/tap_event.h"
#include "kernel/open_file.h"
#include "kernel/system_call.h"

namespace corix {

class TakeTapped final : public SystemCall<TakeTapped, absl::StatusOr<std::vector<TapEvent>>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "TakeTapped",
      .params = "fd",
      .summary =
          "Sleeps until something was heard on a tap, and answers all of it, in its order. With "
          ".WithoutSleeping(), only looks; then nothing is an answer too.",
      .answer = "StatusOr<vector<TapEvent>>",
      .errors =
          "NOT_FOUND: no such descriptor. INVALID_ARGUMENT: it is no tap. CANCELLED: the caller "
          "was "
          "cancelled, or another task closed it meanwhile.",
  };
  explicit TakeTapped(Fd fd) : fd_(fd) {}
  TakeTapped&& WithoutSleeping() && {
    may_sleep_ = false;
    return std::move(*this);
  }
  auto args() const { return std::tie(fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override { seat_.Leave(); }

 private:
  Fd fd_;
  bool may_sleep_ = true;
  IoSeat seat_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_TAKE_TAPPED_H_
