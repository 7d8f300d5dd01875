// The law of the screen: whatever keys, outputs of others and sizes of the window come, and in whatever
// order, the screen shows what a fresh drawing of the same state would show.

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "shell/editor/line_editor.h"
#include "tests/seeds.h"
#include "tests/shell/editor/terminal_model.h"

namespace corix::testing {
namespace {

constexpr std::array<std::string_view, 26> kTexts = {
    "a",
    "b",
    "ls ",
    "word",
    " ",
    "x",
    "\u00e9",
    "e\u0301",
    "\u4e2d",
    "\u6587\u5b57",
    "\U0001f600",
    "\u2764\ufe0f",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u0301",
    "\xff",
    "\xc3",
    "\u202e",
    "\u1100\u1161\u11a8",
    "\U0001f1e9\U0001f1ea",
    "(",
    "'quoted text'",
    "if x",
    "\u0e01\u0e33",
    "|",
    "0123456789",
    "a long text that wraps around the margin of the window, whatever its width is"};

constexpr std::array<std::string_view, 54> kKeys = {"\x01",
                                                    "\x02",
                                                    "\x02",
                                                    "\x02",
                                                    "\x04x",
                                                    "\x05",
                                                    "\x06",
                                                    "\x06",
                                                    "\x08",
                                                    "\x7f",
                                                    "\x7f",
                                                    "\t",
                                                    "\r",
                                                    "\x0b",
                                                    "\x0e",
                                                    "\x10",
                                                    "\x10",
                                                    "\x12",
                                                    "\x13",
                                                    "\x14",
                                                    "\x15",
                                                    "\x16\x01",
                                                    "\x17",
                                                    "\x19",
                                                    "\x1a",
                                                    "\x1f",
                                                    "\x1f",
                                                    "\x07",
                                                    "\x1b"
                                                    "b",
                                                    "\x1b"
                                                    "f",
                                                    "\x1b"
                                                    "d",
                                                    "\x1b\x7f",
                                                    "\x1by",
                                                    "\x1b<",
                                                    "\x1b>",
                                                    "\x1b[A",
                                                    "\x1b[B",
                                                    "\x1b[C",
                                                    "\x1b[D",
                                                    "\x1b[H",
                                                    "\x1b[F",
                                                    "\x1b[3~",
                                                    "\x1b[1;5C",
                                                    "\x1b[1;5D",
                                                    "\x1bOA",
                                                    "\x1bOB",
                                                    "\x1b\r",
                                                    "\x1b.",
                                                    "\x1bu",
                                                    "\x1b[Z",
                                                    "\x1b[200~pasted\rtext\x1b[201~",
                                                    "\x1b[200~tab\tand \u4e2d\x1b[201~",
                                                    "\x11\x1b",
                                                    "y"};

constexpr std::array<std::string_view, 9> kOutputs = {
    "one line\n",
    "no end",
    ".",
    "two\nlines\n",
    "\u4e2d\u6587",
    "\n",
    "red \x1b[31m",
    "\x1b[0m plain\n",
    "a line of output that is much longer than the windows of the tests are wide, or most\n"};

class Session {
 public:
  Session(unsigned seed, bool resizes, bool clears)
      : random_(seed), resizes_(resizes), clears_(clears), model_(Pick(3, 12), Pick(8, 40)) {
    for (const char* line : {"ls -l", "echo a long line of the history, which is longer than a row",
                             "for i\ndo a\ndone", "\u4e2d\u6587 x", "word one"}) {
      history_.Add(line);
    }
    EditorSetup setup;
    setup.history = &history_;
    setup.colour = [](std::string_view text) {
      std::vector<StyledSpan> spans;
      const std::size_t blank = text.find(' ');
      if (blank != text.npos && blank > 0)
        spans.push_back({.begin = 0, .end = blank, .style = "32"});
      return spans;
    };
    setup.is_complete = [](std::string_view text) { return text.find('(') == text.npos; };
    editor_.emplace(std::move(setup));
    Begin();
  }

  int Pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  void Step() {
    const int what = Pick(0, 99);
    if (what < 45) {
      Type(kTexts[static_cast<std::size_t>(Pick(0, kTexts.size() - 1))]);
    } else if (what < 88) {
      Type(kKeys[static_cast<std::size_t>(Pick(0, kKeys.size() - 1))]);
    } else if (what < 90) {
      editor_->Timeout();
      Show();
    } else if (what < 91 && clears_) {
      Type("\x0c");
    } else if (what < 97 || !resizes_) {
      const std::string_view output =
          kOutputs[static_cast<std::size_t>(Pick(0, kOutputs.size() - 1))];
      others_ += output;
      model_.Write(editor_->Around(output));
    } else {
      const int rows = Pick(2, 14);
      const int columns = Pick(4, 50);
      model_.Resize(rows, columns);
      model_.Write(editor_->Resize({.rows = rows, .columns = columns}));
    }
    if (editor_->state() != LineEditor::State::kEditing) Begin();
  }

  void Check() {
    TerminalModel fresh(model_.rows(), model_.columns());
    Renderer renderer;
    renderer.Start(fresh.columns());
    const ScreenFrame frame = editor_->MakeFrame();
    fresh.Write(renderer.Draw(frame));
    ASSERT_GE(model_.line(), static_cast<std::size_t>(frame.cursor_row));
    const std::size_t origin = model_.line() - static_cast<std::size_t>(frame.cursor_row);
    EXPECT_EQ(model_.From(origin, true), fresh.From(0, true));
    EXPECT_EQ(model_.column(), fresh.column());
    if (resizes_ || clears_) return;
    std::string plain = others_;
    for (const std::string_view sequence : {"\x1b[31m", "\x1b[0m", "\n"}) {
      for (std::size_t at; (at = plain.find(sequence)) != plain.npos;)
        plain.erase(at, sequence.size());
    }
    std::string above = model_.Before(origin);
    // (Newlines have a test of their own, and blanks at the end of a row are not to be seen.)
    const auto is_blank = [](char c) { return c == '\n' || c == ' '; };
    std::erase_if(above, is_blank);
    std::erase_if(plain, is_blank);
    EXPECT_EQ(above, plain);
  }

 private:
  void Begin() {
    if (began_) model_.Write(editor_->Update());
    if (began_ && !(resizes_ || clears_)) others_ += Entered();
    began_ = true;
    editor_->Begin("\x1b[1mprompt\x1b[0m$ ", "> ",
                   {.rows = model_.rows(), .columns = model_.columns()});
    Show();
  }

  // What the lines that ended have left on the screen is of no interest.
  std::string Entered() {
    others_.clear();
    return model_.Before(model_.line());
  }

  void Type(std::string_view bytes) {
    // In any pieces.
    while (!bytes.empty()) {
      const auto size = static_cast<std::size_t>(Pick(1, static_cast<int>(bytes.size())));
      editor_->Feed(bytes.substr(0, size));
      bytes.remove_prefix(size);
      Show();
    }
  }

  void Show() {
    while (editor_->wants_completion()) {
      Completion completion;
      completion.begin = completion.end = editor_->cursor();
      const int count = clears_ ? Pick(0, 130) : Pick(0, 1);
      for (int i = 0; i < count; ++i) {
        const std::string text = "c" + std::to_string(i) + "\u4e2d";
        completion.candidates.push_back({.text = text, .display = text});
      }
      completion.suffix = " ";
      editor_->Completed(std::move(completion));
    }
    if (Pick(0, 3) > 0) return;
    model_.Write(editor_->Update());
  }

 public:
  void Flush() {
    while (editor_->wants_completion()) editor_->Completed({});
    model_.Write(editor_->Update());
    if (editor_->state() != LineEditor::State::kEditing) {
      Begin();
      model_.Write(editor_->Update());
    }
  }
  const LineEditor& editor() const { return *editor_; }

 private:
  std::mt19937 random_;
  bool resizes_;
  bool clears_;
  TerminalModel model_;
  History history_;
  std::optional<LineEditor> editor_;
  std::string others_;
  bool began_ = false;
};

void RunSeeds(bool resizes, bool clears, int seeds, int steps) {
  for (int seed = 1; seed <= Seeds(seeds); ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    Session session(static_cast<unsigned>(seed), resizes, clears);
    for (int step = 0; step < steps && !::testing::Test::HasFailure(); ++step) {
      SCOPED_TRACE(::testing::Message() << "step " << step);
      session.Step();
      session.Flush();
      session.Check();
    }
    if (::testing::Test::HasFailure()) return;
  }
}

// And what others have written stands above the line, all of it, in order, and nothing else does.
TEST(ScreenLawTest, KeysAndOutputs) { RunSeeds(false, false, 300, 150); }

TEST(ScreenLawTest, KeysOutputsListsAndClearedScreens) { RunSeeds(false, true, 300, 150); }

TEST(ScreenLawTest, KeysOutputsAndResizes) { RunSeeds(true, true, 300, 150); }

}  // namespace
}  // namespace corix::testing
