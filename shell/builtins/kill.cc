#include <optional>
#include <string_view>

#include "kernel/api/signal.h"
#include "shell/builtins/builtins.h"
#include "syscalls/send_signal.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"

namespace corix {

Co<int> KillBuiltin(ShellState& /*state*/, Args args) {
  std::size_t first = 1;
  Signal signal = Signal::kTerm;
  if (args.size() > 1 && args[1].starts_with('-')) {
    const std::string_view name = std::string_view(args[1]).substr(1);
    const std::optional<Signal> parsed = ParseSignal(name);
    if (!parsed.has_value()) {
      PrintError("kill: %s is not a signal\n", name);
      co_return 2;
    }
    signal = *parsed;
    first = 2;
  }
  if (first >= args.size()) co_return ComplainOfBuiltinUsage(args);
  int status = 0;
  for (std::size_t i = first; i < args.size(); ++i) {
    const absl::StatusOr<Tid> tid = ParseTid(args[i]);
    if (!tid.ok()) {
      PrintError("kill: %s\n", tid.status().message());
      status = 1;
      continue;
    }
    const absl::Status sent = co_yield SendSignal(*tid, signal);
    if (!sent.ok()) {
      PrintError("kill: %s\n", sent.message());
      status = 1;
    }
  }
  co_return status;
}

}  // namespace corix
