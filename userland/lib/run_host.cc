#include "userland/lib/run_host.h"

#include "syscalls/file.h"
#include "syscalls/start_host.h"
#include "syscalls/wait_host.h"

namespace corix {

Co<absl::StatusOr<ExitStatus>> RunHostProgram(std::vector<std::string> argv) {
  const absl::StatusOr<File> program = co_yield StartHost(std::move(argv));
  if (!program.ok()) co_return program.status();
  co_return co_yield WaitHost(*program);
}

}  // namespace corix
