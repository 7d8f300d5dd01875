#include "syscalls/enter_terminal.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply EnterTerminal::Handle(Kernel& kernel, Task& caller) noexcept {
  const std::shared_ptr<OpenFile> input = kernel.ShareFile(caller, input_);
  if (input == nullptr) return NoSuchDescriptor(kernel, input_);
  const std::shared_ptr<OpenFile> output = kernel.ShareFile(caller, output_);
  if (output == nullptr) return NoSuchDescriptor(kernel, output_);
  if (!kernel.jobs().MayRead(input->Now(), caller.environment().process_group))
    return absl::FailedPreconditionError("others have the terminal");
  return Answer(kernel.terminal().Enter(input, output, guest_));
}

}  // namespace corix
