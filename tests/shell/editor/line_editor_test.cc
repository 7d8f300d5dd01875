// What the keys do, one by one.

#include "shell/editor/line_editor.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/shell/editor/terminal_model.h"

namespace corix::testing {
namespace {

using State = LineEditor::State;

// An editor at a terminal in memory.
class Typist {
 public:
  explicit Typist(std::vector<std::string> history = {}, int rows = 20, int columns = 60)
      : model_(rows, columns) {
    for (const std::string& line : history) history_.Add(line);
    EditorSetup setup;
    setup.history = &history_;
    setup.is_complete = [](std::string_view text) {
      return text.find('(') == text.npos || text.find(')') != text.npos;
    };
    editor_.emplace(std::move(setup));
    Begin();
  }

  void Begin() {
    editor_->Begin("$ ", "> ", {.rows = model_.rows(), .columns = model_.columns()});
    model_.Write(editor_->Update());
  }

  Typist& Type(std::string_view bytes) {
    editor_->Feed(bytes);
    model_.Write(editor_->Update());
    return *this;
  }

  // "te|xt": the text, with the cursor in it.
  std::string Text() const {
    std::string text = editor_->text();
    return text.insert(editor_->cursor(), "|");
  }

  LineEditor& editor() { return *editor_; }
  TerminalModel& model() { return model_; }
  History& history() { return history_; }

 private:
  History history_;
  std::optional<LineEditor> editor_;
  TerminalModel model_;
};

std::string After(std::string_view keys, std::vector<std::string> history = {}) {
  return Typist(std::move(history)).Type(keys).Text();
}

TEST(LineEditorTest, Moves) {
  EXPECT_EQ(After("one two\x01"), "|one two");
  EXPECT_EQ(After("one two\x01\x05"), "one two|");
  EXPECT_EQ(After("one two\x02\x02\x06"), "one tw|o");
  EXPECT_EQ(After("one two\x1b[D\x1b[D\x1b[C"), "one tw|o");
  EXPECT_EQ(After("one two\x1b"
                  "b"),
            "one |two");
  EXPECT_EQ(After("one, two\x1b"
                  "b\x1b"
                  "b\x1b"
                  "f"),
            "one|, two");
  EXPECT_EQ(After("one two\x1b[1;5D\x1b[1;5D\x1b[1;5C"), "one| two");
  EXPECT_EQ(After("one two\x1b[H"), "|one two");
  EXPECT_EQ(After("one two\x1b[H\x1b[F"), "one two|");
  EXPECT_EQ(After("e\u0301\u4e2d\x02"), "e\u0301|\u4e2d");
  EXPECT_EQ(After("e\u0301\u4e2d\x02\x02"), "|e\u0301\u4e2d");
  // Over the edge.
  EXPECT_EQ(After("a\x02\x02\x02\x06\x06\x06"), "a|");
}

TEST(LineEditorTest, Deletes) {
  EXPECT_EQ(After("abc\x02\x04"), "ab|");
  EXPECT_EQ(After("abc\x08\x7f"), "a|");
  EXPECT_EQ(After("abc\x01\x1b[3~"), "|bc");
  EXPECT_EQ(After("e\u0301\x7f"), "|");
  EXPECT_EQ(After("\u4e2d\u6587\x7f"), "\u4e2d|");
  EXPECT_EQ(After("one two three\x1b"
                  "b\x0b"),
            "one two |");
  EXPECT_EQ(After("one two three\x1b"
                  "b\x15"),
            "|three");
  EXPECT_EQ(After("one two/three\x17"), "one |");
  EXPECT_EQ(After("one two/three\x1b\x7f"), "one two/|");
  EXPECT_EQ(After("one two/three\x01\x1b"
                  "d"),
            "| two/three");
  EXPECT_EQ(After("\x7f\x17\x15\x0b\x1b"
                  "d"),
            "|");
}

// Kills in a row make one piece; yank-pop goes back in the ring.
TEST(LineEditorTest, KillsAndYanks) {
  EXPECT_EQ(After("one two three\x17\x17\x19"), "one two three|");
  EXPECT_EQ(After("one two\x01\x1b"
                  "d\x1b"
                  "d\x19"),
            "one two|");
  EXPECT_EQ(After("one\x17two\x17\x19"), "two|");
  EXPECT_EQ(After("one\x17two\x17\x19\x1by"), "one|");
  EXPECT_EQ(After("one\x17two\x17\x19\x1by\x1by"), "two|");
  // Only after a yank.
  EXPECT_EQ(After("one\x17two\x1by"), "two|");
  EXPECT_EQ(After("\x19"), "|");
}

TEST(LineEditorTest, Transposes) {
  EXPECT_EQ(After("ab\x14"), "ba|");
  EXPECT_EQ(After("abc\x02\x14"), "acb|");
  EXPECT_EQ(After("a\x14"), "a|");
  EXPECT_EQ(After("\u4e2de\u0301\x14"), "e\u0301\u4e2d|");
}

TEST(LineEditorTest, Undoes) {
  EXPECT_EQ(After("one \x17\x1f"), "one |");
  // What was typed in a row goes at once.
  EXPECT_EQ(After("one\x01two\x1f"), "|one");
  EXPECT_EQ(After("one\x01two\x1f\x1f"), "|");
  EXPECT_EQ(After("\x1f"), "|");
  EXPECT_EQ(After("ab\x14\x1f"), "ab|");
}

TEST(LineEditorTest, QuotedInsert) {
  EXPECT_EQ(After("a\x16\x01"), "a\x01|");
  EXPECT_EQ(After("a\x11\t"), "a\t|");
  EXPECT_EQ(After("\x16\x16"), "\x16|");
}

TEST(LineEditorTest, ChangesCase) {
  EXPECT_EQ(After("one two\x01\x1bu"), "ONE| two");
  EXPECT_EQ(After("ONE two\x01\x1bl"), "one| two");
  EXPECT_EQ(After("one two\x01\x1b"
                  "c\x1b"
                  "c"),
            "One Two|");
}

TEST(LineEditorTest, Ends) {
  EXPECT_EQ(Typist().Type("ls\r").editor().state(), State::kLine);
  EXPECT_EQ(Typist().Type("ls\n").editor().state(), State::kLine);
  EXPECT_EQ(Typist().Type("\x04").editor().state(), State::kEndOfFile);
  EXPECT_EQ(Typist().Type("x\x04").editor().state(), State::kEditing);
  EXPECT_EQ(Typist().Type("x\x03").editor().state(), State::kInterrupted);
  EXPECT_EQ(Typist().Type("x\x1a").editor().state(), State::kEditing);
  // Escape alone does nothing to the text, and nothing to the key that follows.
  Typist typist;
  typist.Type("a\x1b");
  EXPECT_TRUE(typist.editor().may_be_escape());
  typist.editor().Timeout();
  EXPECT_EQ(typist.Type("f").Text(), "af|");
}

// Keys that came too early are the first of the next line.
TEST(LineEditorTest, TypeAhead) {
  Typist typist;
  typist.Type("one\rtwo\rthr");
  EXPECT_EQ(typist.editor().text(), "one");
  typist.Begin();
  EXPECT_EQ(typist.editor().state(), State::kLine);
  EXPECT_EQ(typist.editor().text(), "two");
  typist.Begin();
  EXPECT_EQ(typist.Text(), "thr|");
}

TEST(LineEditorTest, ManyLines) {
  Typist typist;
  typist.Type("(one\rtwo\r");
  EXPECT_EQ(typist.editor().state(), State::kEditing);
  EXPECT_EQ(typist.model().Screen(), "$ (one\n> two\n>");
  EXPECT_EQ(typist.Type("\x10").Text(), "(one\n|two\n");
  EXPECT_EQ(typist.Type("\x05\x10").Text(), "(on|e\ntwo\n");
  EXPECT_EQ(typist.Type("\x0e\x0e").Text(), "(one\ntwo\n|");
  EXPECT_EQ(typist.Type(")\r").editor().state(), State::kLine);
  // Meta-Enter makes a new line always.
  EXPECT_EQ(After("a\x1b\rb"), "a\nb|");
  // And in it, the keys for lines know where it ends.
  EXPECT_EQ(After("a\x1b\rbc\x01\x0b"), "a\n|");
  EXPECT_EQ(After("a\x1b\rbc\x10\x01\x0b\x0b"), "|bc");
}

// ---- The history ----

TEST(LineEditorHistoryTest, Walks) {
  const std::vector<std::string> lines = {"one", "two"};
  EXPECT_EQ(After("\x10", lines), "two|");
  EXPECT_EQ(After("\x1b[A\x1b[A", lines), "one|");
  EXPECT_EQ(After("\x1b[A\x1b[A\x1b[A\x1b[B", lines), "two|");
  EXPECT_EQ(After("\x1b<", lines), "one|");
  // The line that was not sent is kept, and so is what was changed in others.
  EXPECT_EQ(After("new\x10\x10\x0e\x0e", lines), "new|");
  EXPECT_EQ(After("new\x1b<\x1b>", lines), "new|");
  EXPECT_EQ(After("\x10!\x10\x0e", lines), "two!|");
  EXPECT_EQ(After("\x0e", lines), "|");
}

TEST(LineEditorHistoryTest, KeepsWhatIsWorthIt) {
  History history(3);
  EXPECT_TRUE(history.Add("one"));
  EXPECT_FALSE(history.Add("one"));
  EXPECT_FALSE(history.Add(""));
  EXPECT_FALSE(history.Add(" secret"));
  EXPECT_TRUE(history.Add("two"));
  EXPECT_TRUE(history.Add("one"));
  EXPECT_TRUE(history.Add("three"));
  EXPECT_EQ(history.lines(), (std::deque<std::string>{"two", "one", "three"}));
}

TEST(LineEditorHistoryTest, LastWords) {
  const std::vector<std::string> lines = {"cp a b", "ls 'x y' z "};
  EXPECT_EQ(After("cat \x1b.", lines), "cat z|");
  EXPECT_EQ(After("cat \x1b.\x1b.", lines), "cat b|");
}

TEST(LineEditorHistoryTest, Hints) {
  Typist typist({"echo one two", "ls"});
  typist.Type("ec");
  EXPECT_EQ(typist.model().Screen(), "$ echo one two");
  EXPECT_EQ(typist.model().column(), 4);
  // It is only shown.
  EXPECT_EQ(typist.Text(), "ec|");
  EXPECT_EQ(typist
                .Type("\x1b"
                      "f")
                .Text(),
            "echo|");
  EXPECT_EQ(typist
                .Type("\x1b"
                      "f")
                .Text(),
            "echo one|");
  EXPECT_EQ(typist.Type("\x06").Text(), "echo one two|");
  EXPECT_EQ(typist.Type("\x1f").Text(), "echo one|");
  typist.Type("x");
  EXPECT_EQ(typist.model().Screen(), "$ echo onex");
  // A line that is entered has none.
  Typist other({"echo one two"});
  other.Type("echo\r");
  EXPECT_EQ(other.model().Screen(), "$ echo");
}

TEST(LineEditorHistoryTest, Searches) {
  const std::vector<std::string> lines = {"echo one", "echo two", "ls one", "pwd"};
  Typist typist(lines);
  typist.Type("new\x12o");
  EXPECT_EQ(typist.model().Screen(), "(reverse-i-search)`o': ls one");
  EXPECT_EQ(typist.Text(), "ls |one");
  typist.Type("ne");
  EXPECT_EQ(typist.model().Screen(), "(reverse-i-search)`one': ls one");
  typist.Type("\x12");
  EXPECT_EQ(typist.model().Screen(), "(reverse-i-search)`one': echo one");
  typist.Type("\x12");
  EXPECT_EQ(typist.model().Screen(), "(failed reverse-i-search)`one': echo one");
  typist.Type("\x13");
  EXPECT_EQ(typist.model().Screen(), "(i-search)`one': ls one");
  typist.Type("\x7f\x7f\x7f\x7f");
  typist.Type("\x07");
  EXPECT_EQ(typist.model().Screen(), "$ new");
  EXPECT_EQ(typist.Text(), "new|");

  EXPECT_EQ(After("\x12"
                  "two\x05",
                  lines),
            "echo two|");
  EXPECT_EQ(After("\x12"
                  "two\x10",
                  lines),
            "echo one|");
  EXPECT_EQ(After("\x12nowhere\x07", lines), "|");
  // The text of the last search, again.
  EXPECT_EQ(After("\x12one\x07\x12\x12\x05", lines), "ls one|");
  Typist runs(lines);
  runs.Type("\x12two\r");
  EXPECT_EQ(runs.editor().state(), State::kLine);
  EXPECT_EQ(runs.editor().text(), "echo two");
}

// ---- Completion ----

Completion Offer(const LineEditor& editor, const std::vector<std::string>& names) {
  Completion completion;
  completion.begin = editor.text().rfind(' ') + 1;
  completion.end = editor.cursor();
  for (const std::string& name : names)
    completion.candidates.push_back({.text = name, .display = name});
  completion.common = CommonPrefix(names);
  completion.suffix = " ";
  return completion;
}

TEST(LineEditorCompletionTest, OneAndSeveral) {
  Typist typist;
  typist.Type("cat fi\txy");
  ASSERT_TRUE(typist.editor().wants_completion());
  EXPECT_EQ(typist.Text(), "cat fi|");
  typist.editor().Completed(Offer(typist.editor(), {"file1", "file2"}));
  EXPECT_EQ(typist.Text(), "cat filexy|");
  typist.Type("\x7f\x7f\t");
  typist.editor().Completed(Offer(typist.editor(), {"file1", "file2"}));
  EXPECT_EQ(typist.Type("").model().Screen(), "$ cat file");
  typist.Type("\t");
  typist.editor().Completed(Offer(typist.editor(), {"file1", "file2"}));
  EXPECT_EQ(typist.Type("").model().Screen(), "$ cat file\nfile1  file2");
  // The list goes with the next key.
  typist.Type("1");
  EXPECT_EQ(typist.model().Screen(), "$ cat file1");
  typist.Type("\t");
  typist.editor().Completed(Offer(typist.editor(), {"file1"}));
  EXPECT_EQ(typist.Text(), "cat file1 |");
  const int bells = typist.model().bells();
  typist.Type("x\t");
  typist.editor().Completed({});
  EXPECT_EQ(typist.Type("").model().bells(), bells + 1);
}

TEST(LineEditorCompletionTest, AsksBeforeItListsMany) {
  std::vector<std::string> names;
  for (int i = 100; i < 300; ++i) names.push_back("f" + std::to_string(i));
  Typist typist;
  for (const std::string answer : {"n", "y"}) {
    typist.Type("\t");
    typist.editor().Completed(Offer(typist.editor(), names));
    typist.Type("\t");
    typist.editor().Completed(Offer(typist.editor(), names));
    typist.Type("");
    EXPECT_TRUE(typist.model().Screen().ends_with("$ f\nDisplay all 200 possibilities? (y or n)"));
    typist.Type(answer);
    EXPECT_EQ(typist.Text(), "f|");
  }
  const std::string all = typist.model().From(0, false);
  EXPECT_TRUE(all.ends_with("\n$ f")) << all;
  for (const std::string& name : names) EXPECT_NE(all.find(name), std::string::npos);
}

// ---- What it costs ----

// A letter costs a few bytes wherever it is typed at the end of a line, however long that is; and
// nothing costs more than to draw what changed.
TEST(LineEditorCostTest, FewBytes) {
  Typist typist({}, 24, 80);
  std::size_t most = 0;
  for (int i = 0; i < 1000; ++i) {
    typist.editor().Feed("x");
    const std::string bytes = typist.editor().Update();
    most = std::max(most, bytes.size());
    typist.model().Write(bytes);
  }
  EXPECT_LE(most, 16);
  for (const char* key : {"\x02", "\x06", "\x01", "\x05", "\x1a"}) {
    typist.editor().Feed(key);
    const std::string bytes = typist.editor().Update();
    EXPECT_LE(bytes.size(), 24) << key;
    typist.model().Write(bytes);
  }
  // Nothing has changed.
  EXPECT_EQ(typist.editor().Update(), "");
  // In front of everything, all of the window at most.
  typist.Type("\x01");
  typist.editor().Feed("y");
  EXPECT_LE(typist.editor().Update().size(), 24 * 80 + 200);
}

// ---- Output of others ----

TEST(LineEditorOutputTest, GoesAboveTheLine) {
  Typist typist;
  typist.Type("half typed");
  const auto others = [&](std::string_view bytes) {
    typist.model().Write(typist.editor().Around(bytes));
  };
  others("one\n");
  EXPECT_EQ(typist.model().Screen(), "one\n$ half typed");
  // What does not end with a newline is gone on with.
  others("dots.");
  others("..");
  EXPECT_EQ(typist.model().Screen(), "one\ndots...\n$ half typed");
  typist.Type(" more");
  others(". done\n");
  EXPECT_EQ(typist.model().Screen(), "one\ndots.... done\n$ half typed more");
  // Not in the middle of a character, or of a sequence.
  others("\xe4\xb8");
  others("\xad\x1b[3");
  others("1mred\n");
  EXPECT_EQ(typist.model().Screen(), "one\ndots.... done\n\u4e2dred\n$ half typed more");
  EXPECT_EQ(typist.Text(), "half typed more|");
}

// The prompt begins in a row of its own; what was left unfinished by a program stays to be seen.
TEST(LineEditorOutputTest, AfterAnUnfinishedRow) {
  History history;
  EditorSetup setup;
  setup.history = &history;
  LineEditor editor(std::move(setup));
  TerminalModel model(5, 20);
  model.Write("no newline");
  editor.Begin("$ ", "> ", {.rows = 5, .columns = 20});
  model.Write(editor.Update());
  EXPECT_EQ(model.Screen(), "no newline\u23ce\n$");
}

// A line that is left in the middle, as when its task is killed.
TEST(LineEditorOutputTest, Leaves) {
  Typist typist({"one two"}, 10, 20);
  typist.Type("one\x02");
  typist.model().Write(typist.editor().Leave());
  EXPECT_EQ(typist.model().Screen(), "$ one");
  EXPECT_EQ(typist.model().row(), 1);
  EXPECT_EQ(typist.model().column(), 0);
  EXPECT_FALSE(typist.model().pastes_are_bracketed());
  EXPECT_EQ(typist.editor().Leave(), "");
}

}  // namespace
}  // namespace corix::testing
