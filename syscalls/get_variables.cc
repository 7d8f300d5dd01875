#include "syscalls/get_variables.h"

#include "kernel/kernel.h"

namespace corix {

Reply GetVariables::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  return Answer(caller.environment().CurrentVariables());
}

}  // namespace corix
