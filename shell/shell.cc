#include "shell/shell.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "shell/command_input.h"
#include "shell/input.h"
#include "shell/interpreter.h"
#include "shell/state.h"
#include "shell/traps.h"
#include "syscalls/file_status.h"
#include "syscalls/get_directory.h"
#include "syscalls/get_tid.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// PWD, by the way that the user came, if that leads here; else without symbolic links.
void SetWorkingDirectory(ShellState& state) {
  const std::string* const pwd = state.variables.Find("PWD");
  if (pwd != nullptr && pwd->starts_with('/')) {
    const absl::StatusOr<FileInfo> named = CallNow(FileStatus(*pwd));
    const absl::StatusOr<FileInfo> here = CallNow(FileStatus("."));
    if (named.ok() && here.ok() && named->SameFileAs(*here)) return;
  }
  const absl::StatusOr<std::string> path = CallNow(GetDirectory());
  if (path.ok()) (void)state.variables.Set("PWD", *path);
}

// A command was left: back to the prompt, or to whoever reads the next one.
void SettleFlow(ShellState& state) {
  if (state.flow != Flow::kExit) state.flow = Flow::kNone;
}

// Standard input, command by command.
Process RunStandardInput(ShellState& state) {
  std::string text;    // what is to be run: a line, or several if it is not complete
  std::string awaits;  // what it cannot be complete without
  int first_line = 1;  // of it
  int lines_read = 0;
  while (state.flow != Flow::kExit) {
    if (state.options.interactive) {
      if (text.empty()) co_await TellOfJobs(state);
      PrintError("%s", text.empty() ? "$ " : "> ");
    }
    const absl::StatusOr<InputLine> line = co_await ReadInputLine(kStdin);
    if (absl::IsAborted(line.status())) {
      text.clear();
      co_await HearSignal(state, TakeCaught(state));
      SettleFlow(state);
      continue;
    }
    ++lines_read;
    ++state.commands_read;
    if (!line.ok()) {
      PrintError("%s: standard input: %s\n", state.options.name, line.status().message());
      state.status = kWrongUse;
      if (absl::IsResourceExhausted(line.status())) continue;
      co_return;
    }
    if (text.empty()) awaits.clear();
    text += line->text;
    if (line->ended) text += '\n';
    if (line->ended && line->text.find(awaits) == line->text.npos) continue;
    Parsed parsed = ParseText(state, text, first_line, line->ended);
    const auto* const error = std::get_if<SyntaxError>(&parsed);
    if (line->ended && error != nullptr && error->incomplete) {
      awaits = error->awaits;
      continue;
    }
    if (!line->ended && state.options.interactive) PrintError("\n");
    if (!line->ended && text.empty()) {
      const bool may_leave = co_await MayLeave(state);
      if (!may_leave) continue;
    }
    co_await RunParsed(state, "", std::move(parsed));
    SettleFlow(state);
    if (!line->ended) co_return;
    text.clear();
    // At a prompt each line is the first.
    if (!state.options.interactive) first_line = lines_read + 1;
  }
}

// What somebody gives, piece by piece: a session.
Process RunSource(ShellState& state) {
  while (state.flow != Flow::kExit) {
    co_await TellOfJobs(state);
    std::optional<std::string> text = co_await state.options.source->Next(state.status);
    if (!text.has_value()) co_return;
    ++state.commands_read;
    co_await RunText(state, "", *std::move(text));
    SettleFlow(state);
  }
}

}  // namespace

Co<int> Shell(ShellOptions options) {
  ShellState state(std::move(options));
  state.self = co_yield GetTid();
  state.variables.Import();
  (void)state.variables.Set("CORIX_PID", absl::StrCat(getpid()));
  state.variables.Export("CORIX_PID");
  SetWorkingDirectory(state);
  state.ignored = state.ignores_now = state.options.ignored;
  if (state.options.interactive) TakeControl(state);
  if (state.options.source != nullptr) {
    co_await RunSource(state);
  } else if (state.options.commands.has_value()) {
    co_await RunText(state, "", *state.options.commands);
  } else {
    if (state.options.greeting)
      PrintError("This is Corix. Type help to see what it can do, and exit to leave.\n");
    bool edited = false;
    if (state.options.interactive) edited = co_await RunAtTerminal(state);
    if (!edited) co_await RunStandardInput(state);
  }
  co_return co_await Finish(state);
}

}  // namespace corix
