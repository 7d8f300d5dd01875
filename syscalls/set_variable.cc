#include "syscalls/set_variable.h"

#include <string_view>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply SetVariable::Handle(Kernel& kernel, Task& caller) noexcept {
  if (name_.empty() || name_.find_first_of(std::string_view("=\0", 2)) != std::string::npos)
    return absl::InvalidArgumentError(absl::StrCat(name_, " is not the name of a variable"));
  if (value_.has_value() && HasZeroByte(*value_)) return ZeroByte();
  auto variables = std::make_shared<Variables>(*caller.environment().CurrentVariables());
  if (value_.has_value()) {
    (*variables)[name_] = *std::move(value_);
  } else {
    variables->erase(name_);
  }
  kernel.OwnEnvironment(caller).variables = std::move(variables);
  return Answer(absl::OkStatus());
}

}  // namespace corix
