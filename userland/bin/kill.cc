// The shell has a command of its own by this name, which knows jobs; this one is for xargs and the
// like.

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "kernel/api/exit_status.h"
#include "syscalls/kill_task.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kKillOptions[] = {
    {.letter = 'l', .name = "list", .meaning = "list the signals"},
    {.letter = 's',
     .name = "signal",
     .argument = "SIGNAL",
     .meaning = "this one, rather than TERM"},
};

struct SignalName {
  std::string_view name;
  Signal signal;
};
constexpr std::array kSignals = {
    SignalName{"HUP", Signal::kHup},   SignalName{"INT", Signal::kInt},
    SignalName{"KILL", Signal::kKill}, SignalName{"PIPE", Signal::kPipe},
    SignalName{"TERM", Signal::kTerm},
};

// TERM, SIGTERM and 15 are the same.
const SignalName* FindSignal(std::string_view text) {
  if (text.starts_with("SIG")) text.remove_prefix(3);
  for (const SignalName& known : kSignals) {
    if (text == known.name || std::string(text) == absl::StrCat(static_cast<int>(known.signal)))
      return &known;
  }
  return nullptr;
}

// A word like -9 or -TERM, which is no option, as the option -s.
Args WithSignalOption(Args args) {
  if (args.size() > 1 && args[1].size() > 1 && args[1][0] == '-' &&
      FindSignal(std::string_view(args[1]).substr(1)) != nullptr) {
    args[1] = absl::StrCat("-s", args[1].substr(1));
  }
  return args;
}

Co<int> Kill(Args words) {
  const std::string name = words[0];
  const absl::StatusOr<ParsedArgs> args =
      ParseOptions(kKillOptions, WithSignalOption(std::move(words)), OperandPlace::kAnywhere);
  if (!args.ok()) co_return Complain(name, args.status());
  if (args->Has('l')) {
    for (const SignalName& known : kSignals)
      Print("%2d %s\n", static_cast<int>(known.signal), known.name);
    co_return 0;
  }
  const std::string* const given = args->Argument('s');
  const std::string wanted = given == nullptr ? "TERM" : *given;
  const SignalName* const signal = FindSignal(wanted);
  if (signal == nullptr)
    co_return Complain(
        name, absl::InvalidArgumentError(absl::StrCat(wanted, " is not a signal; -l lists them")));
  if (args->operands().empty())
    co_return Complain(name, absl::InvalidArgumentError("no task is given"));
  int status = 0;
  for (const std::string& word : args->operands()) {
    const absl::StatusOr<Tid> tid = ParseTid(word);
    if (!tid.ok()) {
      status = Fail(*args, tid.status());
      continue;
    }
    const bool killed = co_yield KillTask(*tid, signal->signal);
    if (!killed) status = Fail(*args, absl::StrCat("no task ", word));
  }
  co_return status;
}

}  // namespace

extern const Program kKill = {
    .name = "kill",
    .params = "TID...",
    .summary = "end tasks: with TERM, unless told otherwise",
    .words = &Kill,
    .options = kKillOptions,
    .notes = "-SIGNAL, by its name or number, is the same as -s SIGNAL.",
};

}  // namespace corix
