// syscalls/audit.h
#ifndef CORIX_SYSCALLS_AUDIT_H_
#define CORIX_SYSCALLS_AUDIT_H_

#include <string>
#include <tuple>
#include <vector>

#include "kernel/kernel.h"
#include "kernel/system_call.h"

namespace corix {

class Audit final : public SystemCall<Audit, std::vector<std::string>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Audit",
      .params = "",
      .summary =
          "Walks every queue and table of the kernel, and answers what does not agree, a sentence "
          "each; nothing, if the kernel is sound.",
      .answer = "vector<string>",
      .errors = "",
  };
  Audit() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& /*caller*/) noexcept override {
    return Answer(kernel.Audit());
  }
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_AUDIT_H_
