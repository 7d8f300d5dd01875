#include "shell.h"

#include "syscalls/signal_group.h"
#include "syscalls/wait_any_child.h"
#include "userland/lib/print.h"

namespace mini {

Co<int> MiniShell::Run(std::string text) {
  const absl::StatusOr<Line> line = Parse(text);
  if (!line.ok()) {
    corix::PrintError("%s\n", line.status().message());
    co_return 2;
  }
  if (line->commands.empty()) co_return 0;
  // Steps 1 to 5.
  co_return 1;
}

Co<std::vector<std::string>> MiniShell::Jobs() {
  // Step 3.
  co_return std::vector<std::string>();
}

}  // namespace mini
