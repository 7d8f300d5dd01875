#include "shell/shell.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "shell/builtins/builtins.h"
#include "shell/suggest.h"
#include "syscalls/get_tid.h"
#include "syscalls/new_task.h"
#include "syscalls/wait_any_child.h"
#include "syscalls/wait_task.h"
#include "userland/lib/line_reader.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

constexpr int kSyntaxError = 2;
constexpr int kNotFound = 127;

std::string Parameter(const ShellState& state, std::string_view name) {
  if (name == "?") return absl::StrCat(state.status);
  if (name == "$") return absl::StrCat(static_cast<int>(state.self));
  if (name == "!")
    return state.last_background == 0 ? "" : absl::StrCat(static_cast<int>(state.last_background));
  if (name == "#") return absl::StrCat(state.options.arguments.size());
  if (name == "0") return state.options.name;
  const auto index = static_cast<std::size_t>(name[0] - '1');
  return index < state.options.arguments.size() ? state.options.arguments[index] : "";
}

// The words, with what their parameters stand for. A word that consists of nothing but an empty
// parameter is left out.
Args Expand(const ShellState& state, const std::vector<Word>& words) {
  Args args;
  for (const Word& word : words) {
    std::string arg;
    bool is_text = false;
    for (const Piece& piece : word) {
      is_text |= piece.kind == Piece::Kind::kText;
      arg += piece.kind == Piece::Kind::kText ? piece.text : Parameter(state, piece.text);
    }
    if (is_text || !arg.empty()) args.push_back(std::move(arg));
  }
  return args;
}

Process RunCommand(ShellState& state, const Command& command) {
  Args args = Expand(state, command.words);
  if (args.empty()) co_return;
  if (const Builtin* builtin = FindBuiltin(args[0]); builtin != nullptr) {
    if (command.background) {
      PrintError("%s: %s is part of the shell, and cannot run in the background\n",
                 state.options.name, args[0]);
      state.status = kSyntaxError;
      co_return;
    }
    state.status = co_await builtin->run(state, std::move(args));
    co_return;
  }
  const Program* program = FindProgram(args[0]);
  if (program == nullptr) {
    PrintError("%s: %s: not found%s\n", state.options.name, args[0], Suggest(args[0]));
    state.status = kNotFound;
    co_return;
  }
  co_await StartProgram(state, *program, std::move(args), command);
}

// Parses a text, which begins in line `line`, and, if all of it is right, runs it.
Process RunText(ShellState& state, std::string text, int line) {
  const absl::StatusOr<std::vector<Command>> commands = Parse(text, line);
  if (!commands.ok()) {
    PrintError("%s: %s\n", state.options.name, commands.status().message());
    state.status = kSyntaxError;
    co_return;
  }
  for (const Command& command : *commands) {
    co_await RunCommand(state, command);
    if (state.exit_code.has_value()) co_return;
  }
}

// Says which jobs have ended since the last time.
Process TellOfJobs(ShellState& state) {
  co_await ReapJobs(state);
  std::vector<Tid> told;
  for (const auto& [number, job] : state.jobs.jobs()) {
    if (!job.ended.has_value()) continue;
    PrintError("%s\n", state.jobs.Describe(number));
    told.push_back(job.tid);
  }
  for (const Tid tid : told) state.jobs.Remove(tid);
}

Process RunStandardInput(ShellState& state) {
  LineReader lines(kStdin);
  std::string text;    // what is to be run: a line, or several if it is not complete
  int first_line = 1;  // of it
  int lines_read = 0;
  while (!state.exit_code.has_value()) {
    if (state.options.interactive) {
      co_await TellOfJobs(state);
      PrintError("$ ");
    }
    absl::StatusOr<std::optional<std::string>> line = co_await lines.Next();
    ++lines_read;
    if (!line.ok()) {
      PrintError("%s: standard input: %s\n", state.options.name, line.status().message());
      state.status = kSyntaxError;
      if (absl::IsResourceExhausted(line.status())) continue;
      co_return;
    }
    if (!line->has_value()) {
      if (state.options.interactive) PrintError("\n");
      if (!text.empty()) co_await RunText(state, std::move(text), first_line);
      co_return;
    }
    text += **line;
    // In a script, a quote without its end goes on in the next line. A person has more probably
    // forgotten it.
    if (!state.options.interactive && absl::IsOutOfRange(Parse(text).status())) {
      text += '\n';
      continue;
    }
    co_await RunText(state, std::exchange(text, ""), first_line);
    // At a prompt each line is the first.
    if (!state.options.interactive) first_line = lines_read + 1;
  }
}

}  // namespace

Process StartProgram(ShellState& state, const Program& program, Args args, const Command& command) {
  const std::string name = args[0];
  const Tid tid = co_yield NewTask(name, program.main(std::move(args)));
  if (command.background) {
    state.last_background = tid;
    const int number = state.jobs.Add(tid, command.text);
    if (state.options.interactive) PrintError("[%d] %d\n", number, tid);
    state.status = 0;
    co_return;
  }
  const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
  if (!status.ok()) {
    PrintError("%s: %s: %s\n", state.options.name, name, status.status().message());
    state.status = 1;
    co_return;
  }
  // As in other shells, the end of a pipe's reader is not worth a word.
  if (status->cause == ExitStatus::Cause::kKilled && status->signal != Signal::kPipe) {
    PrintError("%s: task %d: %s\n", name, tid, DescribeStatus(*status));
  }
  state.status = status->code;
}

Process ReapJobs(ShellState& state) {
  for (;;) {
    const absl::StatusOr<ChildExit> child = co_yield WaitAnyChild().WithoutSleeping();
    if (!child.ok()) co_return;
    state.jobs.MarkEnded(child->tid, child->status);
  }
}

Co<int> Shell(ShellOptions options) {
  ShellState state;
  state.options = std::move(options);
  state.self = co_yield GetTid();
  if (state.options.commands.has_value()) {
    co_await RunText(state, *state.options.commands, 1);
  } else {
    if (state.options.greeting)
      PrintError("This is Corix. Type help to see what it can do, and exit to leave.\n");
    co_await RunStandardInput(state);
  }
  co_return state.exit_code.value_or(state.status);
}

}  // namespace corix
