// syscalls/leave_terminal.h
#ifndef CORIX_SYSCALLS_LEAVE_TERMINAL_H_
#define CORIX_SYSCALLS_LEAVE_TERMINAL_H_

#include <tuple>

#include "kernel/system_call.h"
#include "kernel/terminal.h"

namespace corix {

class LeaveTerminal final : public SystemCall<LeaveTerminal, void> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "LeaveTerminal",
      .params = "guest",
      .summary =
          "Ends the stay of a guest: it says its last words, and the terminal's modes are what "
          "they "
          "were before it came. Nothing happens if it is not there.",
      .answer = "nothing",
      .errors = "",
  };
  explicit LeaveTerminal(TerminalGuest& guest) : guest_(guest) {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  TerminalGuest& guest_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_LEAVE_TERMINAL_H_
