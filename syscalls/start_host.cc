#include "syscalls/start_host.h"

#include "kernel/host_process.h"
#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply StartHost::Handle(Kernel& kernel, Task& caller) noexcept {
  for (const std::string& arg : argv_) {
    if (HasZeroByte(arg)) return ZeroByte();
  }
  absl::StatusOr<std::shared_ptr<HostProcess>> process = HostProcess::Start(kernel, caller, argv_);
  if (!process.ok()) return process.status();
  return Answer(File(kernel.AddFile(*std::move(process))));
}

}  // namespace corix
