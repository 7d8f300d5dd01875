// syscalls/write_terminal.h
#ifndef CORIX_SYSCALLS_WRITE_TERMINAL_H_
#define CORIX_SYSCALLS_WRITE_TERMINAL_H_

#include <string_view>
#include <tuple>

#include "absl/status/status.h"
#include "kernel/system_call.h"
#include "kernel/terminal.h"

namespace corix {

class WriteTerminal final : public SystemCall<WriteTerminal, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "WriteTerminal",
      .params = "guest, bytes",
      .summary =
          "Writes to the terminal as its guest, all of it: what the terminal does not take at once "
          "is kept, and nobody else writes before it.",
      .answer = "Status",
      .errors = "FAILED_PRECONDITION: the guest is not there.",
  };
  WriteTerminal(const TerminalGuest& guest, std::string_view bytes)
      : guest_(guest), bytes_(bytes) {}
  auto args() const { return std::tie(bytes_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  const TerminalGuest& guest_;
  std::string_view bytes_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WRITE_TERMINAL_H_
