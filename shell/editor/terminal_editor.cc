#include "shell/editor/terminal_editor.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/types/span.h"
#include "syscalls/enter_terminal.h"
#include "syscalls/leave_terminal.h"
#include "syscalls/read.h"
#include "syscalls/terminal_size.h"
#include "syscalls/wait_io.h"
#include "syscalls/write_terminal.h"

namespace corix {

namespace {

// Some terminals do not know.
WindowShape ShapeOf(WindowSize size) {
  WindowShape shape;
  if (size.rows > 0) shape.rows = size.rows;
  if (size.columns > 0) shape.columns = size.columns;
  return shape;
}

}  // namespace

// The editor's stay in the terminal.
class TerminalEditor::Visit final : public TerminalGuest {
 public:
  explicit Visit(LineEditor& editor) : editor_(editor) {}
  ~Visit() { CallNow(LeaveTerminal(*this)); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  std::string Around(std::string_view bytes) override { return editor_.Around(bytes); }
  std::string Resized(WindowSize size) override { return editor_.Resize(ShapeOf(size)); }
  std::string Farewell() override { return editor_.Leave(); }

  // All that has changed since the last time, in one piece.
  void Show() {
    const std::string bytes = editor_.Update();
    if (!bytes.empty()) (void)CallNow(WriteTerminal(*this, bytes));
  }

 private:
  LineEditor& editor_;
};

// Reads bytes, mostly one by one: what was typed ahead of a command is for the command.
Co<absl::Status> TerminalEditor::ReadKeys(Visit& visit) {
  std::array<char, 16> buffer;
  int unseen = 0;
  while (editor_.state() == LineEditor::State::kEditing) {
    if (editor_.wants_completion()) {
      Completion completion;
      if (completer_ != nullptr) {
        completion = co_await completer_->Complete(editor_.text(), editor_.cursor());
      }
      editor_.Completed(std::move(completion));
      continue;
    }
    // As long as more comes, it need not be shown.
    absl::StatusOr<IoEvents> ready =
        co_yield WaitIO(kStdin, IoEvents::kReadable, absl::ZeroDuration());
    if (!ready.ok() || unseen > kMostUnseen) {
      visit.Show();
      unseen = 0;
    }
    if (absl::IsDeadlineExceeded(ready.status())) {
      const absl::Duration patience = editor_.may_be_escape()
                                          ? absl::Milliseconds(kEscapeMilliseconds)
                                          : absl::InfiniteDuration();
      ready = co_yield WaitIO(kStdin, IoEvents::kReadable, patience);
      if (absl::IsDeadlineExceeded(ready.status())) {
        editor_.Timeout();
        continue;
      }
    }
    if (!ready.ok()) co_return ready.status();
    const std::size_t size = std::min(buffer.size(), editor_.safe_to_read());
    const absl::StatusOr<std::size_t> bytes =
        co_yield Read(kStdin, absl::MakeSpan(buffer.data(), size));
    if (absl::IsCancelled(bytes.status())) co_return bytes.status();
    // A terminal that is gone gives an end, or an error.
    if (bytes.value_or(0) == 0) co_return absl::OkStatus();
    editor_.Feed(std::string_view(buffer.data(), *bytes));
    unseen += static_cast<int>(*bytes);
  }
  co_return absl::OkStatus();
}

Co<absl::StatusOr<EditedLine>> TerminalEditor::EditLine(std::string prompt,
                                                        std::string continuation_prompt) {
  const absl::StatusOr<WindowSize> size = co_yield TerminalSize(kStderr);
  if (!size.ok()) co_return size.status();
  Visit visit(editor_);
  // Not by a trap: nobody is to write between the arrival and the first drawing.
  const absl::Status entered = CallNow(EnterTerminal(kStdin, kStderr, visit));
  if (!entered.ok()) co_return entered;
  editor_.Begin(std::move(prompt), std::move(continuation_prompt), ShapeOf(*size));
  visit.Show();
  const absl::Status status = co_await ReadKeys(visit);
  visit.Show();
  if (!status.ok()) co_return status;
  switch (editor_.state()) {
    case LineEditor::State::kLine:
      co_return EditedLine{.kind = EditedLine::Kind::kLine, .text = editor_.text()};
    case LineEditor::State::kInterrupted:
      co_return EditedLine{.kind = EditedLine::Kind::kInterrupted};
    case LineEditor::State::kEditing:
    case LineEditor::State::kEndOfFile:
      break;
  }
  co_return EditedLine{};
}

}  // namespace corix
