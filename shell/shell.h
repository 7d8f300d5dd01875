// shell/shell.h: the shell, a process like any other.
#ifndef CORIX_SHELL_SHELL_H_
#define CORIX_SHELL_SHELL_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kernel/api/co.h"
#include "kernel/api/signal.h"
#include "kernel/api/tid.h"
#include "shell/command_source.h"

namespace corix {

// Where the shell gets its commands from, and what it shows.
struct ShellOptions {
  bool interactive = false;             // a prompt, and notices of jobs
  bool greeting = false;                // a line that says where one is
  std::string name = "corix";           // $0, and what error messages begin with
  std::vector<std::string> arguments;   // $1, $2, ...
  std::optional<std::string> commands;  // instead of standard input
  CommandSource* source = nullptr;      // instead of both; it must outlive the shell
  std::set<Tid>* disowned = nullptr;    // where the tasks go that were disowned; may be nobody's
  SignalSet ignored = {};               // by the task that runs it
};

// Runs commands until they end, or until exit. Its value is the status of the last one. If the
// commands are given as a text, nothing runs unless all of it can be parsed; standard input is read
// and run command by command.
Co<int> Shell(ShellOptions options);

}  // namespace corix

#endif  // CORIX_SHELL_SHELL_H_
