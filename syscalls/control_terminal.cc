#include "syscalls/control_terminal.h"

#include <utility>
#include <vector>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply ControlTerminal::Handle(Kernel& kernel, Task& caller) noexcept {
  std::vector<std::shared_ptr<OpenFile>> files(1, kernel.ShareFile(caller, fd_));
  if (files[0] == nullptr) return NoSuchDescriptor(kernel, fd_);
  // What else of the caller's is the same terminal.
  for (const Fd fd : {kStdin, kStdout, kStderr}) {
    std::shared_ptr<OpenFile> file = kernel.ShareFile(caller, fd);
    if (file != nullptr && file != files[0]) files.push_back(std::move(file));
  }
  return Answer(kernel.jobs().Control(std::move(files), caller.environment().process_group));
}

}  // namespace corix
