// shell/shell.h: the interpreter, a process like any other.
#ifndef CORIX_SHELL_SHELL_H_
#define CORIX_SHELL_SHELL_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/api/co.h"
#include "kernel/api/exit_status.h"
#include "shell/jobs.h"
#include "shell/parser.h"
#include "userland/bin/programs.h"

namespace corix {

// Where the shell gets its commands from, and what it shows.
struct ShellOptions {
  bool interactive = false;             // a prompt, and notices of jobs
  bool greeting = false;                // a line that says where one is
  std::string name = "corix";           // $0, and what error messages begin with
  std::vector<std::string> arguments;   // $1, $2, ...
  std::optional<std::string> commands;  // instead of standard input
};

// What a shell is at one moment. Built-ins may change it.
struct ShellState {
  ShellOptions options;
  JobTable jobs;
  int status = 0;                // $?
  Tid self = 0;                  // $$
  Tid last_background = 0;       // $!
  std::optional<int> exit_code;  // set: the shell ends
};

// Runs commands until they end, or until exit. Its value is the status of the last one. If the
// commands are given as a text, nothing runs unless all of it can be parsed; standard input is read
// and run line by line.
Co<int> Shell(ShellOptions options);

// Runs one command that is not a built-in: a program, in the foreground or not.
Process StartProgram(ShellState& state, const Program& program, Args args, const Command& command);

// Takes note of children that have ended. Does not sleep.
Process ReapJobs(ShellState& state);

}  // namespace corix

#endif  // CORIX_SHELL_SHELL_H_
