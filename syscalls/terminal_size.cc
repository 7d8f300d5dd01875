#include "syscalls/terminal_size.h"

#include <sys/ioctl.h>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply TerminalSize::Handle(Kernel& kernel, Task& caller) noexcept {
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  HostFile* const host_file = file->AsHostFile();
  winsize size = {};
  if (host_file == nullptr || ioctl(host_file->host_fd(), TIOCGWINSZ, &size) < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("descriptor ", static_cast<int>(fd_), " is no terminal"));
  }
  return Answer(WindowSize{.rows = size.ws_row, .columns = size.ws_col});
}

}  // namespace corix
