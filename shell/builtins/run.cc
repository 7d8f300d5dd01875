// Built-ins that run other commands: eval, source, exec, command.

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "shell/builtins/builtins.h"
#include "shell/find_command.h"
#include "shell/interpreter.h"
#include "shell/redirect.h"

namespace corix {
namespace {

constexpr int kDeepestText = 1000;

// One more text that runs within the others.
class Within {
 public:
  explicit Within(ShellState& state) : state_(state) { ++state_.functions_run; }
  ~Within() { --state_.functions_run; }
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;

 private:
  ShellState& state_;
};

// The arguments of a file that is sourced with some.
class WithArguments {
 public:
  WithArguments(ShellState& state, std::vector<std::string> arguments)
      : state_(state), before_(std::exchange(state.arguments, std::move(arguments))) {}
  ~WithArguments() { state_.arguments = std::move(before_); }
  WithArguments(const WithArguments&) = delete;
  WithArguments& operator=(const WithArguments&) = delete;

 private:
  ShellState& state_;
  std::vector<std::string> before_;
};

Process RunSourced(ShellState& state, std::string file, std::string text) {
  ++state.returnable;
  const bool parsed = co_await RunText(state, file, std::move(text));
  --state.returnable;
  state.failed = !parsed;
  if (state.flow == Flow::kReturn) state.flow = Flow::kNone;
}

}  // namespace

Co<int> EvalBuiltin(ShellState& state, Args args) {
  if (state.functions_run >= kDeepestText)
    co_return Fail(state, args, "texts run each other too deep");
  const Within within(state);
  std::string text = absl::StrJoin(args.begin() + 1, args.end(), " ");
  if (text.find_first_not_of(" \t\n") == std::string::npos) co_return 0;
  const bool parsed = co_await RunText(state, "eval", std::move(text));
  state.failed = !parsed;
  co_return state.status;
}

Co<int> SourceBuiltin(ShellState& state, Args args) {
  if (args.size() < 2) co_return Misused(state, args);
  if (state.functions_run >= kDeepestText)
    co_return Fail(state, args, "texts run each other too deep");
  const Within within(state);
  std::string file = args[1];
  if (file.find('/') == std::string::npos) {
    const std::string found = FindOnPath(state, file, false);
    if (!found.empty()) file = found;
  }
  absl::StatusOr<std::string> text = co_await ReadWholeFile(file);
  if (!text.ok()) co_return Fail(state, args, text.status());
  state.status = 0;
  if (args.size() == 2) {
    co_await RunSourced(state, std::move(file), *std::move(text));
  } else {
    std::vector<std::string> arguments(args.begin() + 2, args.end());
    const WithArguments with(state, std::move(arguments));
    co_await RunSourced(state, std::move(file), *std::move(text));
  }
  co_return state.status;
}

Co<int> ExecBuiltin(ShellState& state, Args args) {
  args.erase(args.begin());
  if (!args.empty() && args[0] == "--") args.erase(args.begin());
  if (args.empty()) co_return 0;
  // As if the shell were no more: its traps are not run.
  state.traps = TrapTable();
  RunOptions options;
  options.functions = false;
  options.special = false;
  options.place = Place::kLast;
  const bool interactive = std::exchange(state.options.interactive, false);
  Assigned none;
  co_await RunArgs(state, std::move(args), std::move(none), options);
  if (state.status >= kNotExecutable && state.status <= kNotFound && interactive) {
    state.options.interactive = true;
    co_return state.status;
  }
  state.flow = Flow::kExit;
  co_return state.status;
}

Co<int> CommandBuiltin(ShellState& state, Args args) {
  const bool describes = args.size() > 1 && (args[1] == "-v" || args[1] == "-V");
  if (describes) {
    int status = 0;
    for (std::size_t i = 2; i < args.size(); ++i) {
      if (!DescribeCommand(state, args[i], args[1] == "-V")) status = kNotFound;
    }
    co_return status;
  }
  std::size_t first = 1;
  if (first < args.size() && (args[first] == "--" || args[first] == "-p")) ++first;
  if (first >= args.size()) co_return 0;
  args.erase(args.begin(), args.begin() + static_cast<std::ptrdiff_t>(first));
  RunOptions options;
  options.functions = false;
  options.special = false;
  Assigned none;
  co_await RunArgs(state, std::move(args), std::move(none), options);
  co_return state.status;
}

}  // namespace corix
