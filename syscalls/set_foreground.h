// syscalls/set_foreground.h
#ifndef CORIX_SYSCALLS_SET_FOREGROUND_H_
#define CORIX_SYSCALLS_SET_FOREGROUND_H_

#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class SetForeground final : public SystemCall<SetForeground, Tid> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SetForeground",
      .params = "group",
      .summary =
          "Chooses the process group that the keys Ctrl-C, Ctrl-\\ and Ctrl-Z of the terminal "
          "reach, as "
          "INT, QUIT and TSTP; and, under ControlTerminal, who may read the terminal.",
      .answer = "Tid: the one before",
      .errors = "",
  };
  explicit SetForeground(Tid group) : group_(group) {}
  auto args() const { return std::tie(group_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Tid group_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SET_FOREGROUND_H_
