// syscalls/yield.h
#ifndef CORIX_SYSCALLS_YIELD_H_
#define CORIX_SYSCALLS_YIELD_H_

#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class Yield final : public SystemCall<Yield, void> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "Yield",
      .params = "",
      .summary = "Does nothing, so that the other runnable tasks get their turns.",
      .answer = "nothing",
      .errors = "",
  };
  Yield() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& /*kernel*/, Task& /*caller*/) noexcept override { return Answer(); }
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_YIELD_H_
