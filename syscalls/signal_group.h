// syscalls/signal_group.h
#ifndef CORIX_SYSCALLS_SIGNAL_GROUP_H_
#define CORIX_SYSCALLS_SIGNAL_GROUP_H_

#include <tuple>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class SignalGroup final : public SystemCall<SignalGroup, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SignalGroup",
      .params = "group, signal",
      .summary =
          "Sends a signal to all tasks of a process group, as SendSignal does to one, in the order "
          "of their ids.",
      .answer = "Status",
      .errors = "NOT_FOUND: no task lives in that group.",
  };
  SignalGroup(Tid group, Signal signal) : group_(group), signal_(signal) {}
  auto args() const { return std::tie(group_, signal_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Tid group_;
  Signal signal_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SIGNAL_GROUP_H_
