// syscalls/get_variables.h
#ifndef CORIX_SYSCALLS_GET_VARIABLES_H_
#define CORIX_SYSCALLS_GET_VARIABLES_H_

#include <memory>
#include <tuple>

#include "kernel/execution_environment.h"
#include "kernel/system_call.h"

namespace corix {

class GetVariables final : public SystemCall<GetVariables, std::shared_ptr<const Variables>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "GetVariables",
      .params = "",
      .summary = "Answers the caller's environment variables, as they are now.",
      .answer = "shared_ptr<const map<string, string>>",
      .errors = "",
  };
  GetVariables() {}
  auto args() const { return std::tie(); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_GET_VARIABLES_H_
