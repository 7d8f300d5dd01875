// shell/find_command.h: what a word in the place of a command is.
#ifndef CORIX_SHELL_FIND_COMMAND_H_
#define CORIX_SHELL_FIND_COMMAND_H_

#include <memory>
#include <string>
#include <string_view>

#include "shell/builtins/builtins.h"
#include "shell/state.h"
#include "userland/bin/programs.h"

namespace corix {

struct FoundCommand {
  enum class Kind {
    kFunction,
    kBuiltin,
    kProgram,    // one of ours
    kHost,       // a program of the host
    kScript,     // a text without "#!": commands for this shell
    kForbidden,  // a file that may not be executed
    kNothing,
  };
  Kind kind = Kind::kNothing;
  std::shared_ptr<const Command> function;
  const Builtin* builtin = nullptr;
  const Program* program = nullptr;
  std::string path;  // of a file of the host
};

// In this order: special built-ins, functions, built-ins, programs of ours, and those of the host,
// along PATH. A name with a slash is a file's.
FoundCommand FindCommand(const ShellState& state, std::string_view name, bool functions = true);

// Along PATH; empty if there is none. A file need not be executable to be sourced.
std::string FindOnPath(const ShellState& state, std::string_view name, bool executable);

}  // namespace corix

#endif  // CORIX_SHELL_FIND_COMMAND_H_
