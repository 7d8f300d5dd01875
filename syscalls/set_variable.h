// syscalls/set_variable.h
#ifndef CORIX_SYSCALLS_SET_VARIABLE_H_
#define CORIX_SYSCALLS_SET_VARIABLE_H_

#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class SetVariable final : public SystemCall<SetVariable, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SetVariable",
      .params = "name, value or nothing",
      .summary =
          "Sets an environment variable of the caller and of the children that it will start, or, "
          "without a value, removes it.",
      .answer = "Status",
      .errors = "INVALID_ARGUMENT: an empty name, or one with an equals sign or a zero byte in it.",
  };
  explicit SetVariable(std::string name, std::optional<std::string> value = std::nullopt)
      : name_(std::move(name)), value_(std::move(value)) {}
  auto args() const { return std::make_tuple(name_, value_.value_or("")); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string name_;
  std::optional<std::string> value_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SET_VARIABLE_H_
