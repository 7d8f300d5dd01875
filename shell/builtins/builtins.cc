#include "shell/builtins/builtins.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

constexpr Builtin Now(const char* name, const char* params, const char* summary,
                      int (*now)(ShellState&, const Args&)) {
  return {.name = name, .params = params, .summary = summary, .now = now};
}
constexpr Builtin Run(const char* name, const char* params, const char* summary,
                      Co<int> (*run)(ShellState&, Args)) {
  return {.name = name, .params = params, .summary = summary, .run = run};
}

constexpr std::array kBuiltins = {
    Run(".", "FILE [ARG...]", "run the commands of a file in this shell", &SourceBuiltin),
    Now(":", "[WORD...]", "do nothing", &ColonBuiltin),
    Run("[", "[EXPRESSION] ]", "test something: see test", &TestBuiltin),
    Now("alias", "[NAME[=VALUE]...]", "let a name stand for the beginning of a command",
        &AliasBuiltin),
    Run("bg", "[%JOB...]", "let a stopped job go on behind", &BgBuiltin),
    Now("break", "[N]", "leave a loop, or the N innermost", &BreakBuiltin),
    Now("cd", "[-L|-P] [DIRECTORY|-]", "go to another directory", &CdBuiltin),
    Run("command", "[-vV] NAME [ARG...]", "run a command that is no function, or tell what it is",
        &CommandBuiltin),
    Now("continue", "[N]", "go on with the next round of a loop", &ContinueBuiltin),
    Run("disown", "[-a | %JOB...]", "take a job out of the list: it gets no HUP at the end",
        &DisownBuiltin),
    Now("echo", "[-neE] [WORD...]", "print the words", &EchoBuiltin),
    Run("eval", "[WORD...]", "run the words as commands", &EvalBuiltin),
    Run("exec", "[COMMAND [ARG...]]",
        "run a command in place of the shell; without one, keep the redirections", &ExecBuiltin),
    Run("exit", "[STATUS]", "leave the shell; the tasks that still run are ended", &ExitBuiltin),
    Now("export", "[-p] [NAME[=VALUE]...]", "give variables to the programs that are started",
        &ExportBuiltin),
    Now("false", "", "do nothing, and fail", &FalseBuiltin),
    Run("fg", "[%JOB]", "bring a job to the foreground, and let it go on", &FgBuiltin),
    Run("help", "[demos | NAME...]", "list commands, programs and system calls, or explain one",
        &HelpBuiltin),
    Now("history", "[N]", "list the lines that were typed, or the last N", &HistoryBuiltin),
    Run("jobs", "[-l|-p] [%JOB...]", "list what was started and not yet waited for", &JobsBuiltin),
    Run("kill", "[-SIGNAL | -s SIGNAL | -l] TID|%JOB|-GROUP...",
        "send tasks a signal: TERM, unless told otherwise", &KillBuiltin),
    Now("local", "NAME[=VALUE]...", "make variables a function's own", &LocalBuiltin),
    Now("pwd", "[-L|-P]", "print the working directory", &PwdBuiltin),
    Run("read", "[-r] [-p PROMPT] [NAME...]", "read a line, and split it into variables",
        &ReadBuiltin),
    Now("readonly", "[-p] [NAME[=VALUE]...]", "let variables never change", &ReadonlyBuiltin),
    Now("return", "[STATUS]", "leave a function, or a file that is sourced", &ReturnBuiltin),
    Now("set", "[-aCefux] [-o NAME] [--] [ARG...]",
        "list the variables, or set options and arguments", &SetBuiltin),
    Now("shift", "[N]", "drop the first argument, or the first N", &ShiftBuiltin),
    Run("source", "FILE [ARG...]", "run the commands of a file in this shell", &SourceBuiltin),
    Run("test", "[EXPRESSION]", "test files, texts and numbers", &TestBuiltin),
    Now("trap", "[COMMANDS|- CONDITION...]", "run commands when the shell exits, or on a signal",
        &TrapBuiltin),
    Now("true", "", "do nothing", &ColonBuiltin),
    Now("type", "NAME...", "tell what commands are", &TypeBuiltin),
    Now("umask", "[-S] [MASK]", "show or set the permissions that new files do not get",
        &UmaskBuiltin),
    Now("unalias", "[-a] [NAME...]", "forget aliases", &UnaliasBuiltin),
    Now("unset", "[-f|-v] NAME...", "forget variables, or functions", &UnsetBuiltin),
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
  return Fail(state, args, ViewOf(wrong.message()));
}

}  // namespace corix
