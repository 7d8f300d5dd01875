// shell/interpreter.h: running trees.
//
// What runs leaves its status in state.status, and, if the commands after it are not to run, the
// reason in state.flow. Trees must live as long as they run; whoever starts a task with a part of
// one gives it a share.
#ifndef CORIX_SHELL_INTERPRETER_H_
#define CORIX_SHELL_INTERPRETER_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/api/co.h"
#include "shell/state.h"
#include "shell/syntax/parser.h"
#include "shell/syntax/tree.h"
#include "userland/bin/programs.h"

namespace corix {

// ---- interpreter.cc ----

Process RunList(ShellState& state, const List& list);
Process RunAndOr(ShellState& state, const AndOr& and_or);
Process RunCommand(ShellState& state, const Command& command);
// With the shell's aliases. If more lines may come, one that a backslash hides is incomplete.
Parsed ParseText(const ShellState& state, std::string_view text, int first_line,
                 bool more_may_come);
// Runs what was parsed. If it is not of the grammar, that is said, the status is 2, and the answer
// is false. `context`, which must outlive the call, stands behind the name in the message.
Co<bool> RunParsed(ShellState& state, std::string_view context, Parsed parsed);
// Parses a text as a whole, and runs it.
Co<bool> RunText(ShellState& state, std::string_view context, std::string text);
// Ends a shell with set -e if the last command failed and was not asked for its status.
void CheckErrexit(ShellState& state);
// The last thing that a shell or a subshell does: its EXIT trap. Its value is the exit code.
Co<int> Finish(ShellState& state);

// ---- simple.cc ----

// Variables that are set for one command.
using Assigned = std::vector<std::pair<std::string, std::string>>;

// A command in its words. In place: nothing comes after it in this task, so that no child is
// needed.
enum class Place { kHere, kLast };
Process RunSimple(ShellState& state, const Command& command, Place place);

struct RunOptions {
  bool functions = true;  // not for `command`
  bool special = true;    // whether the failure of a special built-in ends a script
  Place place = Place::kHere;
};
Process RunArgs(ShellState& state, Args args, Assigned assigned, RunOptions options);

// ---- children.cc ----

// ( ), a pipeline, &, $( ): in tasks of their own.
Process RunSubshell(ShellState& state, std::shared_ptr<const List> body);
Process RunPipes(ShellState& state, const Pipeline& pipeline);
Process StartBackground(ShellState& state, std::shared_ptr<const AndOr> and_or);
// What the commands print, without the newlines at its end; $? is their status.
Co<std::string> Substitute(ShellState& state, std::shared_ptr<const List> commands);

}  // namespace corix

#endif  // CORIX_SHELL_INTERPRETER_H_
