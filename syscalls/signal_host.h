// syscalls/signal_host.h
#ifndef CORIX_SYSCALLS_SIGNAL_HOST_H_
#define CORIX_SYSCALLS_SIGNAL_HOST_H_

#include <tuple>

#include "absl/status/status.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"

namespace corix {

class SignalHost final : public SystemCall<SignalHost, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SignalHost",
      .params = "fd, signal",
      .summary = "Sends a signal of the host, by its number, to a program that StartHost started.",
      .answer = "Status",
      .errors =
          "NOT_FOUND: no such descriptor, or the program has ended. INVALID_ARGUMENT: it does not "
          "stand for a program, or no such signal.",
  };
  SignalHost(Fd fd, int signal) : fd_(fd), signal_(signal) {}
  auto args() const { return std::tie(fd_, signal_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd fd_;
  int signal_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SIGNAL_HOST_H_
