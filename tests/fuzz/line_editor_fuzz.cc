// Any bytes for the line editor. Each input is a script: bytes below 0xf0 are typed; those above are
// events around the keyboard. After each, the screen must show what a fresh drawing would show.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "shell/editor/completion_query.h"
#include "shell/editor/line_editor.h"
#include "shell/editor/scanner.h"
#include "tests/shell/editor/terminal_model.h"

namespace corix::testing {
namespace {

constexpr unsigned char kTimeout = 0xf8;
constexpr unsigned char kOutput = 0xf9;
constexpr unsigned char kResize = 0xfa;
constexpr unsigned char kShow = 0xfb;

void Require(bool holds) {
  if (!holds) std::abort();
}

class Fuzzed {
 public:
  Fuzzed() {
    for (const char* line :
         {"ls -l", "for i\ndo a\ndone", "\u4e2d\u6587 x", "echo a long line of it"})
      history_.Add(line);
    EditorSetup setup;
    setup.history = &history_;
    setup.colour = [](std::string_view text) {
      return ColourLine(text, [](const std::string& name) { return name.size() % 2 == 0; });
    };
    setup.is_complete = [](std::string_view text) { return text.find('(') == text.npos; };
    editor_.emplace(std::move(setup));
    Begin();
  }

  void Run(std::string_view script) {
    for (std::size_t i = 0; i < script.size(); ++i) {
      const auto byte = static_cast<unsigned char>(script[i]);
      const auto next = i + 1 < script.size() ? static_cast<unsigned char>(script[i + 1]) : 0;
      if (byte == kTimeout) {
        editor_->Timeout();
      } else if (byte == kOutput) {
        const std::size_t size = next % 32;
        std::string output(script.substr(i + 1, size));
        // Others move the cursor as they like; a model that followed would be a second terminal.
        std::erase_if(output, [](char c) {
          return (static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f' ||
                 (static_cast<unsigned char>(c) >= 0x80);
        });
        i += size;
        model_.Write(editor_->Around(output));
      } else if (byte == kResize) {
        ++i;
        const WindowShape shape{.rows = 1 + next % 12, .columns = 2 + next / 8};
        model_.Resize(shape.rows, shape.columns);
        model_.Write(editor_->Resize(shape));
      } else if (byte != kShow) {
        editor_->Feed(script.substr(i, 1));
      }
      while (editor_->wants_completion()) Offer();
      if (byte == kShow || next >= kTimeout) Check();
      if (editor_->state() != LineEditor::State::kEditing) Begin();
    }
    Check();
  }

 private:
  void Begin() {
    if (began_) model_.Write(editor_->Update());
    began_ = true;
    editor_->Begin("\x1b[1mp\x1b[m$ ", "> ", {.rows = model_.rows(), .columns = model_.columns()});
    // What was typed ahead may end it again.
    while (editor_->wants_completion()) Offer();
    model_.Write(editor_->Update());
    if (editor_->state() != LineEditor::State::kEditing) Begin();
  }

  void Offer() {
    const CompletionQuery query = AskForCompletion(editor_->text(), editor_->cursor());
    Require(query.begin <= query.end && query.end == editor_->cursor());
    std::vector<Completable> known;
    for (const char* name :
         {"a", "ab", "abc d", "'", "\u4e2d\u6587", "HOME", "1", "12", "-x", "%1"})
      known.push_back({.name = name, .remark = "r", .directory = name[0] == 'a'});
    editor_->Completed(AnswerCompletion(query, std::move(known)));
  }

  void Check() {
    model_.Write(editor_->Update());
    if (editor_->state() != LineEditor::State::kEditing) return;
    Require(editor_->cursor() <= editor_->text().size());
    Require(ClusterBoundary(editor_->text(), editor_->cursor()) == editor_->cursor());
    TerminalModel fresh(model_.rows(), model_.columns());
    Renderer renderer;
    renderer.Start(fresh.columns());
    const ScreenFrame frame = editor_->MakeFrame();
    fresh.Write(renderer.Draw(frame));
    Require(model_.line() >= static_cast<std::size_t>(frame.cursor_row));
    const std::size_t origin = model_.line() - static_cast<std::size_t>(frame.cursor_row);
    Require(model_.From(origin, true) == fresh.From(0, true));
    Require(model_.column() == fresh.column());
  }

  TerminalModel model_{8, 24};
  History history_{50};
  std::optional<LineEditor> editor_;
  bool began_ = false;
};

}  // namespace
}  // namespace corix::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ::testing::GTEST_FLAG(break_on_failure) = true;
  corix::testing::Fuzzed().Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
