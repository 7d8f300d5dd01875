// syscalls/exit.h
#ifndef CORIX_SYSCALLS_EXIT_H_
#define CORIX_SYSCALLS_EXIT_H_

#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class Exit final : public SystemCall<Exit, void> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "Exit",
      .params = "code",
      .summary =
          "Ends the caller with this exit code, from any depth of calls. Destructors run, catch "
          "blocks do not.",
      .answer = "nothing: it does not return",
      .errors = "",
  };
  explicit Exit(int code) : code_(code) {}
  auto args() const { return std::tie(code_); }
  Reply Handle(Kernel& /*kernel*/, Task& /*caller*/) noexcept override {
    return End(ExitStatus::Returned(code_));
  }

 private:
  int code_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_EXIT_H_
