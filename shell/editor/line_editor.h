// shell/editor/line_editor.h: editing a line, as a machine without a terminal.
//
// Bytes from the keyboard go in (Feed); bytes for the screen come out (Update). In between it knows
// no clock, no descriptor and no task, so that everything it does can be tested as a function. Whoever
// drives it tells it what it cannot know: that nothing came after an ESC for a while (Timeout), that
// the window has another size (Resize), that others have written (Around), and what a word may be
// completed to (Completed).
//
// Invariants: the cursor is between two characters; Update costs bytes only for what has changed;
// once a line has ended, keys that came after it wait for the next one.
#ifndef CORIX_SHELL_EDITOR_LINE_EDITOR_H_
#define CORIX_SHELL_EDITOR_LINE_EDITOR_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/editor/completion.h"
#include "shell/editor/edit_buffer.h"
#include "shell/editor/frame.h"
#include "shell/editor/history.h"
#include "shell/editor/keys.h"
#include "shell/editor/others_output.h"
#include "shell/editor/renderer.h"

namespace corix {

// A part of the text, and how it looks.
struct StyledSpan {
  std::size_t begin;
  std::size_t end;
  Style style;
};

struct EditorSetup {
  // Must outlive the editor.
  History* history = nullptr;
  // In order, without overlaps. Not called if `styles` is false.
  std::function<std::vector<StyledSpan>(std::string_view text)> colour = nullptr;
  // Whether Enter ends this text; else it begins another line of it.
  std::function<bool(std::string_view text)> is_complete = nullptr;
  // Whether colours may be used. Without them there is no hint, which could not be told from what
  // was typed.
  bool styles = true;
};

struct WindowShape {
  int rows = 24;
  int columns = 80;
};

class LineEditor {
 public:
  enum class State : std::uint8_t { kEditing, kLine, kEndOfFile, kInterrupted };

  explicit LineEditor(EditorSetup setup);

  // Begins a new line. Keys that came too early for the last one are its first.
  void Begin(std::string prompt, std::string continuation_prompt, WindowShape window);

  void Feed(std::string_view bytes);
  // Whether Timeout is to be called if nothing comes for a while: an ESC may have been a key.
  bool may_be_escape() const { return decoder_.may_be_escape(); }
  void Timeout();
  // How many bytes may be read and fed at once.
  std::size_t safe_to_read() const { return decoder_.safe_to_read(); }

  State state() const { return state_; }
  const std::string& text() const { return buffer_.text(); }
  std::size_t cursor() const { return buffer_.cursor(); }

  // Whether somebody is to look what the word at the cursor may become, and to call Completed.
  // Until then keys wait.
  bool wants_completion() const { return wants_completion_; }
  void Completed(Completion completion);

  // ---- The screen. All answer what is to be written to the terminal. ----

  // What has changed since the last time. When the line has ended: the cursor goes below it.
  std::string Update();
  // Another task writes this: it goes above the line.
  std::string Around(std::string_view output);
  std::string Resize(WindowShape window);
  // Everything anew, for whoever finds the screen spoiled.
  std::string Redraw();
  // Leaves the screen in the middle of the line, as when the task is killed.
  std::string Leave();

  // What is to be seen now; for tests.
  ScreenFrame MakeFrame() const;

 private:
  enum class Mode : std::uint8_t { kNormal, kSearch, kQuoted, kQuestion };
  enum class Action : std::uint8_t { kOther, kKill, kYank, kTab, kLastWord };

  struct SearchStep {
    std::string query;
    std::size_t place;  // in the history
    std::size_t cursor;
    bool failed;
  };
  struct Search {
    Direction direction;
    std::string text_before;
    std::size_t cursor_before;
    std::size_t place_before;
    std::vector<SearchStep> steps;  // the last is where one is; DEL goes back
  };

  void RunKeys();
  void Take(const Key& key);
  void TakeNormal(const Key& key);
  bool TakeControl(char letter);
  bool TakeMeta(const Key& key);
  bool TakeSpecial(const Key& key);
  void TakeQuoted(const Key& key);
  void TakePaste(std::string_view piece);
  void TakeAnswer(const Key& key);

  void Insert(std::string_view text, bool typed);
  void Kill(std::size_t begin, std::size_t end, Direction direction);
  void Yank(const std::string& text);
  void Enter();
  void Forward(std::size_t to, bool by_word);
  void Walk(Direction direction, bool to_end);
  void UpOrDown(Direction direction);
  void Complete();
  void List(std::vector<Candidate> candidates);
  void PrintList(const std::vector<Candidate>& candidates);
  void ChangeCase(char how);
  void InsertLastWord();
  void Bell();

  // Incremental search (line_search.cc).
  void BeginSearch(Direction direction);
  bool TakeInSearch(const Key& key);
  void SearchFor(std::string query, std::size_t from);
  void SearchAgain(Direction direction);
  void ShowMatch();
  void EndSearch(bool keep);
  std::string SearchPrompt() const;

  std::string_view Hint() const;
  void PutText(FrameMaker& maker, std::string_view text, bool is_hint) const;

  EditorSetup setup_;
  KillRing kill_ring_;
  KeyDecoder decoder_;
  std::deque<Key> keys_;
  EditBuffer buffer_;
  Renderer renderer_;
  OthersOutput others_;
  std::string prompt_;
  std::string continuation_prompt_;
  WindowShape window_;
  State state_ = State::kEndOfFile;
  Mode mode_ = Mode::kNormal;
  Action last_ = Action::kOther;
  Action now_ = Action::kOther;
  std::size_t yanked_begin_ = 0;
  bool paste_ended_with_cr_ = false;
  bool wants_completion_ = false;
  bool was_tab_ = false;               // the key before the one that wants a completion was TAB too
  std::vector<std::string> list_;      // shown below the line until the next key
  std::vector<Candidate> candidates_;  // of whom it is asked whether to list them
  std::optional<Search> search_;
  std::optional<std::size_t> last_word_from_;  // the line that gave the last word
  std::size_t last_word_begin_ = 0;
  std::string last_query_;
  std::string pending_;  // to be written before anything else
  bool on_screen_ = false;
  bool dirty_ = false;
};

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_LINE_EDITOR_H_
