// shell/command_input.h: an interactive shell at a terminal: lines that are edited, a history, and
// what the shell knows for completions and colours.
#ifndef CORIX_SHELL_COMMAND_INPUT_H_
#define CORIX_SHELL_COMMAND_INPUT_H_

#include <string>
#include <string_view>
#include <vector>

#include "shell/editor/shell_completer.h"
#include "shell/editor/terminal_editor.h"
#include "shell/state.h"

namespace corix {

// Reads lines and runs them, until the end. False: there is no terminal, or none that can do anything
// (TERM=dumb), or somebody else has it; then lines are to be read plainly.
Co<bool> RunAtTerminal(ShellState& state);

class CommandInput final : private ShellNames {
 public:
  // The state must outlive it.
  explicit CommandInput(const ShellState& state);
  CommandInput(const CommandInput&) = delete;
  CommandInput& operator=(const CommandInput&) = delete;

  // Reads the history. False: lines cannot be edited here. Once, before Next.
  Co<bool> Open();
  // The next line; several at once, if the first is not complete. Errors as of EditLine. Sleeps.
  Co<absl::StatusOr<EditedLine>> Next(std::string prompt);
  const History& history() const { return history_; }

 private:
  std::vector<std::string> Commands() const override;
  bool IsCommand(const std::string& name) const override;
  std::vector<std::string> Variables() const override;
  std::string Value(const std::string& variable) const override;
  std::vector<Completable> Jobs() const override;
  std::vector<std::string> Signals() const override;
  std::vector<std::string> Options(const std::string& command) const override;

  EditorSetup Setup();
  Process Remember(std::string line);

  const ShellState& state_;
  std::string history_path_;  // empty: the history is not kept
  History history_;
  ShellCompleter completer_;
  TerminalEditor editor_;
};

}  // namespace corix

#endif  // CORIX_SHELL_COMMAND_INPUT_H_
