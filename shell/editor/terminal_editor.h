// shell/editor/terminal_editor.h: the line editor at the terminal of a task.
//
// It waits for keys as any task waits for input: meanwhile everything else runs. While a line is
// edited, the editor is the terminal's guest (kernel/terminal.h), so that what background tasks write
// appears above the line; before EditLine returns, and if the task ends in the middle, the terminal is
// as it was before.
#ifndef CORIX_SHELL_EDITOR_TERMINAL_EDITOR_H_
#define CORIX_SHELL_EDITOR_TERMINAL_EDITOR_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "shell/editor/completion.h"
#include "shell/editor/line_editor.h"

namespace corix {

struct EditedLine {
  enum class Kind : std::uint8_t {
    kLine,
    kEndOfFile,    // C-d on an empty line, or the terminal is gone
    kInterrupted,  // C-c: what was typed is thrown away
  };
  Kind kind = Kind::kEndOfFile;
  std::string text = {};
};

// Where completions come from. It may trap: keys wait meanwhile.
class Completer {
 public:
  virtual Co<Completion> Complete(std::string text, std::size_t cursor) = 0;

 protected:
  ~Completer() = default;
};

class TerminalEditor {
 public:
  // The completer must outlive it; nullptr: there are no completions.
  TerminalEditor(EditorSetup setup, Completer* completer)
      : editor_(std::move(setup)), completer_(completer) {}

  // Edits a line on descriptors 0 and 2. Sleeps. The editor must outlive the call. An error, which
  // comes before anything is read: they are not one terminal, or it has a guest. CANCELLED.
  Co<absl::StatusOr<EditedLine>> EditLine(std::string prompt, std::string continuation_prompt);

 private:
  class Visit;

  // How long after an ESC nothing must come for it to have been the key.
  static constexpr int kEscapeMilliseconds = 50;
  // What comes in large pieces is shown after so many bytes at the latest.
  static constexpr int kMostUnseen = 16384;

  Co<absl::Status> ReadKeys(Visit& visit);

  LineEditor editor_;
  Completer* completer_;
};

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_TERMINAL_EDITOR_H_
