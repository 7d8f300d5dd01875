// syscalls/enter_terminal.h
#ifndef CORIX_SYSCALLS_ENTER_TERMINAL_H_
#define CORIX_SYSCALLS_ENTER_TERMINAL_H_

#include <tuple>

#include "absl/status/status.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"
#include "kernel/terminal.h"

namespace corix {

class EnterTerminal final : public SystemCall<EnterTerminal, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "EnterTerminal",
      .params = "input, output, guest",
      .summary =
          "Makes a guest, which stands in one of the caller's frames, the one for whom the "
          "terminal "
          "is: each key can be read as it is typed, and nothing is echoed. What other tasks write "
          "there is handed to the guest first, who says what is written instead; and it is told "
          "when the window gets another size. The modes of before come back with LeaveTerminal, or "
          "when the host process ends.",
      .answer = "Status",
      .errors =
          "NOT_FOUND: no such descriptor. INVALID_ARGUMENT: the two are not one terminal. "
          "FAILED_PRECONDITION: it has a guest, or others are in its foreground. Others: the "
          "host's.",
  };
  EnterTerminal(Fd input, Fd output, TerminalGuest& guest)
      : input_(input), output_(output), guest_(guest) {}
  auto args() const { return std::tie(input_, output_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Fd input_;
  Fd output_;
  TerminalGuest& guest_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_ENTER_TERMINAL_H_
