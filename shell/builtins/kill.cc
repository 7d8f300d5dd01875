#include <array>
#include <optional>
#include <string_view>

#include "shell/builtins/builtins.h"
#include "syscalls/kill_task.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

struct SignalName {
  std::string_view name;
  std::string_view number;
  Signal signal;
};
constexpr std::array kSignals = {
    SignalName{"HUP", "1", Signal::kHup},
    SignalName{"INT", "2", Signal::kInt},
    SignalName{"KILL", "9", Signal::kKill},
    SignalName{"TERM", "15", Signal::kTerm},
};

// TERM, SIGTERM and 15 are the same.
std::optional<Signal> ParseSignal(std::string_view text) {
  if (text.starts_with("SIG")) text.remove_prefix(3);
  for (const SignalName& known : kSignals) {
    if (text == known.name || text == known.number) return known.signal;
  }
  return std::nullopt;
}

}  // namespace

Co<int> KillBuiltin(ShellState& /*state*/, Args args) {
  std::size_t first = 1;
  Signal signal = Signal::kTerm;
  if (args.size() > 1 && args[1].starts_with('-')) {
    const std::string_view name = std::string_view(args[1]).substr(1);
    const std::optional<Signal> parsed = ParseSignal(name);
    if (!parsed.has_value()) {
      PrintError("kill: %s is not a signal; known are HUP, INT, KILL and TERM\n", name);
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
    const bool killed = co_yield KillTask(*tid, signal);
    if (!killed) {
      PrintError("kill: no task %d\n", *tid);
      status = 1;
    }
  }
  co_return status;
}

}  // namespace corix
