#include "shell/builtins/builtins.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

constexpr Builtin Answers(const char* name, const char* params, const char* summary,
                          int (*now)(ShellState&, const Args&)) {
  return {.name = name, .params = params, .summary = summary, .now = now};
}
constexpr Builtin Run(const char* name, const char* params, const char* summary,
                      Co<int> (*run)(ShellState&, Args)) {
  return {.name = name, .params = params, .summary = summary, .run = run};
}

constexpr std::array kBuiltins = {
    Run(".", "FILE [ARG...]", "run the commands of a file in this shell", &SourceBuiltin),
    Answers(":", "[WORD...]", "do nothing", &ColonBuiltin),
    Run("[", "[EXPRESSION] ]", "test something: see test", &TestBuiltin),
    Answers("alias", "[NAME[=VALUE]...]", "let a name stand for the beginning of a command",
            &AliasBuiltin),
    Run("bg", "[%JOB...]", "let a stopped job go on behind", &BgBuiltin),
    Answers("break", "[N]", "leave a loop, or the N innermost", &BreakBuiltin),
    Answers("cd", "[-L|-P] [DIRECTORY|-]", "go to another directory", &CdBuiltin),
    Run("command", "[-vV] NAME [ARG...]", "run a command that is no function, or tell what it is",
        &CommandBuiltin),
    Answers("continue", "[N]", "go on with the next round of a loop", &ContinueBuiltin),
    Run("disown", "[-a | %JOB...]", "take a job out of the list: it gets no HUP at the end",
        &DisownBuiltin),
    Answers("echo", "[-neE] [WORD...]", "print the words", &EchoBuiltin),
    Run("eval", "[WORD...]", "run the words as commands", &EvalBuiltin),
    Run("exec", "[COMMAND [ARG...]]",
        "run a command in place of the shell; without one, keep the redirections", &ExecBuiltin),
    Run("exit", "[STATUS]", "leave the shell; the tasks that still run are ended", &ExitBuiltin),
    Answers("export", "[-p] [NAME[=VALUE]...]", "give variables to the programs that are started",
            &ExportBuiltin),
    Answers("false", "", "do nothing, and fail", &FalseBuiltin),
    Run("fg", "[%JOB]", "bring a job to the foreground, and let it go on", &FgBuiltin),
    Run("help", "[demos | NAME...]", "list commands, programs and system calls, or explain one",
        &HelpBuiltin),
    Answers("history", "[N]", "list the lines that were typed, or the last N", &HistoryBuiltin),
    Run("jobs", "[-l|-p] [%JOB...]", "list what was started and not yet waited for", &JobsBuiltin),
    Run("kill", "[-SIGNAL | -s SIGNAL | -l] TID|%JOB|-GROUP...",
        "send tasks a signal: TERM, unless told otherwise", &KillBuiltin),
    Answers("local", "NAME[=VALUE]...", "make variables a function's own", &LocalBuiltin),
    Answers("pwd", "[-L|-P]", "print the working directory", &PwdBuiltin),
    Run("read", "[-r] [-p PROMPT] [NAME...]", "read a line, and split it into variables",
        &ReadBuiltin),
    Answers("readonly", "[-p] [NAME[=VALUE]...]", "let variables never change", &ReadonlyBuiltin),
    Answers("return", "[STATUS]", "leave a function, or a file that is sourced", &ReturnBuiltin),
    Answers("set", "[-aCefux] [-o NAME] [--] [ARG...]",
            "list the variables, or set options and arguments", &SetBuiltin),
    Answers("shift", "[N]", "drop the first argument, or the first N", &ShiftBuiltin),
    Run("source", "FILE [ARG...]", "run the commands of a file in this shell", &SourceBuiltin),
    Run("test", "[EXPRESSION]", "test files, texts and numbers", &TestBuiltin),
    Answers("trap", "[COMMANDS|- CONDITION...]",
            "run commands when the shell exits, or on a signal", &TrapBuiltin),
    Answers("true", "", "do nothing", &ColonBuiltin),
    Answers("type", "NAME...", "tell what commands are", &TypeBuiltin),
    Answers("umask", "[-S] [MASK]", "show or set the permissions that new files do not get",
            &UmaskBuiltin),
    Answers("unalias", "[-a] [NAME...]", "forget aliases", &UnaliasBuiltin),
    Answers("unset", "[-f|-v] NAME...", "forget variables, or functions", &UnsetBuiltin),
    Run("wait", "[TID|%JOB...]", "wait for these tasks, or for all jobs", &WaitBuiltin),
};

}  // namespace

absl::Span<const Builtin> Builtins() { return kBuiltins; }

const Builtin* FindBuiltin(std::string_view name) {
  const auto* const found =
      std::lower_bound(kBuiltins.begin(), kBuiltins.end(), name,
                       [](const Builtin& builtin, std::string_view n) { return builtin.name < n; });
  return found != kBuiltins.end() && found->name == name ? found : nullptr;
}

bool HasHelp(const Builtin& builtin) {
  constexpr std::array<std::string_view, 6> kWithout = {":", "[", "echo", "false", "test", "true"};
  return std::find(kWithout.begin(), kWithout.end(), builtin.name) == kWithout.end();
}

int Misused(ShellState& state, const Args& args) {
  state.failed = true;
  return ComplainOfUsage(args[0], FindBuiltin(args[0])->params);
}

int Fail(ShellState& state, const Args& args, std::string_view what, int status) {
  state.failed = true;
  PrintError("%s: %s\n", args[0], what);
  return status;
}

int Fail(ShellState& state, const Args& args, const absl::Status& wrong) {
  return Fail(state, args, StdView(wrong.message()));
}

}  // namespace corix
