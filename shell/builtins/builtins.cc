#include "shell/builtins/builtins.h"

#include <algorithm>
#include <array>

#include "userland/lib/complain.h"

namespace corix {
namespace {

constexpr std::array kBuiltins = {
    Builtin{"exit", "[STATUS]", "leave the shell; the tasks that still run are ended",
            &ExitBuiltin},
    Builtin{"help", "[demos | NAME...]", "list commands, programs and system calls, or explain one",
            &HelpBuiltin},
    Builtin{"jobs", "", "list what was started with & and not yet waited for", &JobsBuiltin},
    Builtin{"kill", "[-9 | -SIGNAL] TID...", "end tasks: with TERM, unless told otherwise",
            &KillBuiltin},
    Builtin{"wait", "[TID...]", "wait for these tasks, or for all jobs", &WaitBuiltin},
};

}  // namespace

absl::Span<const Builtin> Builtins() { return kBuiltins; }

const Builtin* FindBuiltin(std::string_view name) {
  const auto* found = std::find_if(kBuiltins.begin(), kBuiltins.end(),
                                   [&](const Builtin& b) { return b.name == name; });
  return found == kBuiltins.end() ? nullptr : found;
}

int ComplainOfBuiltinUsage(const Args& args) {
  return ComplainOfUsage(args[0], FindBuiltin(args[0])->params);
}

}  // namespace corix
