// Built-ins that do nothing, or that leave what runs.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "shell/builtins/builtins.h"
#include "shell/syntax/printer.h"
#include "userland/lib/parse.h"

namespace corix {
namespace {

// break and continue.
int LeaveLoops(ShellState& state, const Args& args, Flow flow) {
  if (args.size() > 2) return Misused(state, args);
  int levels = 1;
  if (args.size() == 2) {
    const absl::StatusOr<std::int64_t> number = ParseNumber(args[1], 1, 1'000'000'000);
    if (!number.ok()) return Fail(state, args, number.status());
    levels = static_cast<int>(*number);
  }
  // Outside of any loop there is nothing to leave.
  if (state.loops == 0) return 0;
  state.flow = flow;
  state.flow_levels = std::min(levels, state.loops);
  return 0;
}

// exit and return: the status, or -1 if what was given is none.
int StatusOf(ShellState& state, const Args& args) {
  if (args.size() > 2) {
    Misused(state, args);
    return -1;
  }
  if (args.size() == 1) return state.status;
  const absl::StatusOr<std::int64_t> code = ParseNumber(args[1], 0, 255);
  if (code.ok()) return static_cast<int>(*code);
  Fail(state, args, code.status());
  return -1;
}

}  // namespace

int ColonBuiltin(ShellState& /*state*/, const Args& /*args*/) { return 0; }

int FalseBuiltin(ShellState& /*state*/, const Args& /*args*/) { return 1; }

int BreakBuiltin(ShellState& state, const Args& args) {
  return LeaveLoops(state, args, Flow::kBreak);
}

int ContinueBuiltin(ShellState& state, const Args& args) {
  return LeaveLoops(state, args, Flow::kContinue);
}

Co<int> ExitBuiltin(ShellState& state, Args args) {
  int status = StatusOf(state, args);
  if (status < 0) co_return kWrongUse;
  if (args.size() == 1) status = state.before_trap.value_or(status);
  const bool may_leave = co_await MayLeave(state);
  if (!may_leave) co_return 1;
  state.flow = Flow::kExit;
  co_return status;
}

int ReturnBuiltin(ShellState& state, const Args& args) {
  const int status = StatusOf(state, args);
  if (status < 0) return kWrongUse;
  if (state.returnable > 0) {
    state.flow = Flow::kReturn;
  } else if (state.options.interactive) {
    return Fail(state, args, "no function is left by it here", 1);
  } else {
    // A script is left like a file that is sourced.
    state.flow = Flow::kExit;
  }
  return status;
}

int TrapBuiltin(ShellState& state, const Args& args) {
  if (args.size() == 1 || (args.size() == 2 && args[1] == "-p")) {
    for (const auto& [condition, commands] : state.traps.all()) {
      absl::StrAppend(&state.out, "trap -- ", QuoteWord(commands), " ",
                      std::string(ConditionName(condition)), "\n");
    }
    return 0;
  }
  std::size_t at = args[1] == "--" ? 2 : 1;
  if (at >= args.size()) return Misused(state, args);
  // Without commands, or with a number in their place, all are conditions.
  const bool is_number = ParseNumber(args[at], 0, 64).ok();
  std::string commands = "-";
  if (!is_number && at + 1 < args.size()) commands = args[at++];
  int status = 0;
  for (; at < args.size(); ++at) {
    const std::optional<Signal> condition = ParseCondition(args[at]);
    if (!condition.has_value()) {
      status = Fail(state, args,
                    absl::StrCat(args[at], ": no condition; known are EXIT, HUP, INT and TERM"), 1);
      state.failed = false;
    } else if (commands == "-") {
      state.traps.Clear(*condition);
    } else {
      state.traps.Set(*condition, commands);
    }
  }
  SettleSignals(state);
  return status;
}

}  // namespace corix
