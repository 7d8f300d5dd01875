// shell/builtins/builtins.h: the commands that are part of the shell, since they change it or speak
// of it, or since they are used so often.
//
// One line in builtins.cc each. What one prints it appends to state.out. One that never sleeps is a
// plain function (now), the others are coroutines (run).
#ifndef CORIX_SHELL_BUILTINS_BUILTINS_H_
#define CORIX_SHELL_BUILTINS_BUILTINS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "kernel/api/co.h"
#include "shell/state.h"
#include "userland/bin/programs.h"

namespace corix {

struct Builtin {
  const char* name;
  const char* params;
  const char* summary;
  // Its value becomes $?.
  int (*now)(ShellState& state, const Args& args) = nullptr;
  Co<int> (*run)(ShellState& state, Args args) = nullptr;
};

// In the order of their names.
absl::Span<const Builtin> Builtins();

// nullptr if there is none of that name.
const Builtin* FindBuiltin(std::string_view name);

// How it is used, for `help NAME` and `NAME --help`.
std::string Describe(const Builtin& builtin);
// Whether --help asks for that; to others it is a word like any.
bool HasHelp(const Builtin& builtin);

// For one that was used wrongly: prints how it is used, and returns 2. In a script, that is the end
// if the built-in is a special one.
int Misused(ShellState& state, const Args& args);
// Says what is wrong: "args[0]: what"; and returns the status, with the same consequence.
int Fail(ShellState& state, const Args& args, std::string_view what, int status = kWrongUse);
int Fail(ShellState& state, const Args& args, const absl::Status& wrong);

// ---- Control ----
int BreakBuiltin(ShellState& state, const Args& args);
int ColonBuiltin(ShellState& state, const Args& args);
int ContinueBuiltin(ShellState& state, const Args& args);
Co<int> ExitBuiltin(ShellState& state, Args args);
int FalseBuiltin(ShellState& state, const Args& args);
int ReturnBuiltin(ShellState& state, const Args& args);
int TrapBuiltin(ShellState& state, const Args& args);
// ---- Commands that run others ----
Co<int> CommandBuiltin(ShellState& state, Args args);
Co<int> EvalBuiltin(ShellState& state, Args args);
Co<int> ExecBuiltin(ShellState& state, Args args);
Co<int> SourceBuiltin(ShellState& state, Args args);
// ---- Variables, options, aliases ----
int AliasBuiltin(ShellState& state, const Args& args);
int ExportBuiltin(ShellState& state, const Args& args);
int LocalBuiltin(ShellState& state, const Args& args);
int ReadonlyBuiltin(ShellState& state, const Args& args);
int SetBuiltin(ShellState& state, const Args& args);
int ShiftBuiltin(ShellState& state, const Args& args);
int UnaliasBuiltin(ShellState& state, const Args& args);
int UnsetBuiltin(ShellState& state, const Args& args);
// ---- The task's directory and umask ----
int CdBuiltin(ShellState& state, const Args& args);
int PwdBuiltin(ShellState& state, const Args& args);
int UmaskBuiltin(ShellState& state, const Args& args);
// ---- Text ----
int EchoBuiltin(ShellState& state, const Args& args);
Co<int> ReadBuiltin(ShellState& state, Args args);
Co<int> TestBuiltin(ShellState& state, Args args);
// ---- What there is ----
Co<int> HelpBuiltin(ShellState& state, Args args);
int TypeBuiltin(ShellState& state, const Args& args);
// For type, command -v and command -V. False: there is no such command, which has been said if the
// long form was wanted.
bool DescribeCommand(ShellState& state, const std::string& name, bool long_form);
// ---- Jobs ----
Co<int> BgBuiltin(ShellState& state, Args args);
Co<int> DisownBuiltin(ShellState& state, Args args);
Co<int> FgBuiltin(ShellState& state, Args args);
int HistoryBuiltin(ShellState& state, const Args& args);
Co<int> JobsBuiltin(ShellState& state, Args args);
Co<int> KillBuiltin(ShellState& state, Args args);
Co<int> WaitBuiltin(ShellState& state, Args args);

}  // namespace corix

#endif  // CORIX_SHELL_BUILTINS_BUILTINS_H_
