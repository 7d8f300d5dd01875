// shell/builtins/builtins.h: the commands that are part of the shell, since they change it or speak
// of it.
//
// One file each, one line in builtins.cc each.
#ifndef CORIX_SHELL_BUILTINS_BUILTINS_H_
#define CORIX_SHELL_BUILTINS_BUILTINS_H_

#include <string_view>

#include "absl/types/span.h"
#include "kernel/api/co.h"
#include "shell/shell.h"
#include "userland/bin/programs.h"

namespace corix {

struct Builtin {
  const char* name;
  const char* params;
  const char* summary;
  // Its value becomes $?.
  Co<int> (*run)(ShellState& state, Args args);
};

// In the order of their names.
absl::Span<const Builtin> Builtins();

// nullptr if there is none of that name.
const Builtin* FindBuiltin(std::string_view name);

// Prints how the built-in args[0] is used; returns 2.
int ComplainOfBuiltinUsage(const Args& args);

Co<int> ExitBuiltin(ShellState& state, Args args);
Co<int> HelpBuiltin(ShellState& state, Args args);
Co<int> JobsBuiltin(ShellState& state, Args args);
Co<int> KillBuiltin(ShellState& state, Args args);
Co<int> WaitBuiltin(ShellState& state, Args args);

}  // namespace corix

#endif  // CORIX_SHELL_BUILTINS_BUILTINS_H_
