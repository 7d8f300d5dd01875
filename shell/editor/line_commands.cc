// What the keys do.

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "shell/editor/line_editor.h"

namespace corix {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

// The last word of a line, as blanks divide it.
std::string_view LastWord(std::string_view line) {
  while (!line.empty() && IsBlank(line.back())) line.remove_suffix(1);
  std::size_t begin = line.size();
  while (begin > 0 && !IsBlank(line[begin - 1])) --begin;
  return line.substr(begin);
}

}  // namespace

void LineEditor::TakeNormal(const Key& key) {
  bool known = false;
  if (key.kind == Key::Kind::kPaste) {
    TakePaste(key.text);
    return;
  }
  if (key.meta && (key.kind == Key::Kind::kText || key.kind == Key::Kind::kControl)) {
    known = TakeMeta(key);
  } else if (key.kind == Key::Kind::kText) {
    Insert(key.text, true);
    return;
  } else if (key.kind == Key::Kind::kControl) {
    known = TakeControl(key.text[0]);
  } else {
    known = TakeSpecial(key);
  }
  buffer_.EndTyping();
  if (!known) Bell();
}

bool LineEditor::TakeControl(char letter) {
  const std::string& text = buffer_.text();
  const std::size_t cursor = buffer_.cursor();
  switch (letter) {
    case 'A':
      buffer_.MoveTo(buffer_.LineBegin());
      return true;
    case 'B':
      buffer_.MoveTo(buffer_.Left());
      return true;
    case 'C':
      state_ = State::kInterrupted;
      return true;
    case 'D':
      if (text.empty()) {
        state_ = State::kEndOfFile;
        return true;
      }
      buffer_.Erase(cursor, buffer_.Right());
      return true;
    case 'E':
      Forward(buffer_.LineEnd(), false);
      return true;
    case 'F':
      Forward(buffer_.Right(), false);
      return true;
    case 'H':
    case '?':
      buffer_.Erase(buffer_.Left(), cursor);
      return true;
    case 'I':
      Complete();
      return true;
    case 'J':
    case 'M':
      Enter();
      return true;
    case 'K':
      Kill(cursor, cursor == buffer_.LineEnd() ? buffer_.Right() : buffer_.LineEnd(),
           Direction::kForward);
      return true;
    case 'L':
      pending_ += Redraw();
      return true;
    case 'N':
      UpOrDown(Direction::kForward);
      return true;
    case 'P':
      UpOrDown(Direction::kBackward);
      return true;
    case 'Q':
    case 'V':
      mode_ = Mode::kQuoted;
      return true;
    case 'R':
      BeginSearch(Direction::kBackward);
      return true;
    case 'S':
      BeginSearch(Direction::kForward);
      return true;
    case 'T':
      return buffer_.TransposeCharacters();
    case 'U':
      Kill(cursor == buffer_.LineBegin() ? buffer_.Left() : buffer_.LineBegin(), cursor,
           Direction::kBackward);
      return true;
    case 'W':
      Kill(buffer_.BlankLeft(), cursor, Direction::kBackward);
      return true;
    case 'Y':
      if (kill_ring_.empty()) return false;
      Yank(kill_ring_.Latest());
      return true;
    case 'Z':
    case '\\':
      // There is nothing to stop or to quit at a prompt.
      return true;
    case '_':
      return buffer_.Undo();
    default:
      return false;
  }
}

bool LineEditor::TakeMeta(const Key& key) {
  const std::size_t cursor = buffer_.cursor();
  const char letter = absl::ascii_tolower(static_cast<unsigned char>(key.text[0]));
  if (key.kind == Key::Kind::kControl) {
    switch (key.text[0]) {
      case 'H':
      case '?':
        Kill(buffer_.WordLeft(), cursor, Direction::kBackward);
        return true;
      case 'M':
      case 'J':
        Insert("\n", false);
        return true;
      default:
        return TakeControl(key.text[0]);
    }
  }
  switch (letter) {
    case 'b':
      buffer_.MoveTo(buffer_.WordLeft());
      return true;
    case 'f':
      Forward(buffer_.WordRight(), true);
      return true;
    case 'd':
      Kill(cursor, buffer_.WordRight(), Direction::kForward);
      return true;
    case 'y':
      if (last_ != Action::kYank || kill_ring_.empty()) return false;
      buffer_.Erase(yanked_begin_, cursor);
      Yank(kill_ring_.Earlier());
      return true;
    case '<':
      Walk(Direction::kBackward, true);
      return true;
    case '>':
      Walk(Direction::kForward, true);
      return true;
    case 'u':
    case 'l':
    case 'c':
      ChangeCase(letter);
      return true;
    case '.':
    case '_':
      InsertLastWord();
      return true;
    default:
      return false;
  }
}

bool LineEditor::TakeSpecial(const Key& key) {
  const bool by_word = key.control || key.meta;
  switch (key.kind) {
    case Key::Kind::kLeft:
      buffer_.MoveTo(by_word ? buffer_.WordLeft() : buffer_.Left());
      return true;
    case Key::Kind::kRight:
      Forward(by_word ? buffer_.WordRight() : buffer_.Right(), by_word);
      return true;
    case Key::Kind::kUp:
      UpOrDown(Direction::kBackward);
      return true;
    case Key::Kind::kDown:
      UpOrDown(Direction::kForward);
      return true;
    case Key::Kind::kHome:
      buffer_.MoveTo(buffer_.LineBegin());
      return true;
    case Key::Kind::kEnd:
      Forward(buffer_.LineEnd(), false);
      return true;
    case Key::Kind::kDelete:
      if (by_word) {
        Kill(buffer_.cursor(), buffer_.WordRight(), Direction::kForward);
      } else {
        buffer_.Erase(buffer_.cursor(), buffer_.Right());
      }
      return true;
    case Key::Kind::kPageUp:
      Walk(Direction::kBackward, true);
      return true;
    case Key::Kind::kPageDown:
      Walk(Direction::kForward, true);
      return true;
    // They take lists and questions away, which every key does.
    case Key::Kind::kEscape:
    case Key::Kind::kInsert:
    case Key::Kind::kBackTab:
    case Key::Kind::kUnknown:
    default:
      return true;
  }
}

void LineEditor::TakeQuoted(const Key& key) {
  mode_ = Mode::kNormal;
  switch (key.kind) {
    case Key::Kind::kText:
      return Insert(key.text, true);
    case Key::Kind::kPaste:
      return TakePaste(key.text);
    case Key::Kind::kEscape:
      return Insert("\x1b", true);
    case Key::Kind::kControl:
      // A text of the shell has no zero byte in it.
      if (key.text == "@") return Bell();
      return Insert(key.text == "?" ? std::string(1, '\x7f')
                                    : std::string(1, static_cast<char>(key.text[0] & 0x1f)),
                    true);
    default:
      return Bell();
  }
}

void LineEditor::TakePaste(std::string_view piece) {
  std::string text;
  for (const char c : piece) {
    const bool after_cr = std::exchange(paste_ended_with_cr_, c == '\r');
    if (c == '\r') {
      text += '\n';
    } else if (c == '\0' || (c == '\n' && after_cr)) {
      continue;
    } else {
      text += c;
    }
  }
  Insert(text, true);
}

void LineEditor::Insert(std::string_view text, bool typed) {
  if (!buffer_.Insert(text, typed)) Bell();
}

void LineEditor::Kill(std::size_t begin, std::size_t end, Direction direction) {
  now_ = Action::kKill;
  if (begin >= end) return;
  kill_ring_.Add(std::string_view(buffer_.text()).substr(begin, end - begin), direction,
                 last_ == Action::kKill);
  buffer_.Erase(begin, end);
}

void LineEditor::Yank(const std::string& text) {
  now_ = Action::kYank;
  yanked_begin_ = buffer_.cursor();
  Insert(text, false);
}

void LineEditor::Enter() {
  const bool ends = setup_.is_complete == nullptr || setup_.is_complete(buffer_.text());
  if (!ends) {
    // The rest of what is typed comes after it.
    return Insert("\n", false);
  }
  state_ = State::kLine;
}

// To the right; and where the line ends, into the hint.
void LineEditor::Forward(std::size_t to, bool by_word) {
  const std::string hint(Hint());
  if (!buffer_.at_end() || hint.empty()) return buffer_.MoveTo(to);
  if (!by_word) return Insert(hint, false);
  EditBuffer rest;
  rest.Reset(hint);
  rest.MoveTo(0);
  Insert(std::string_view(hint).substr(0, rest.WordRight()), false);
}

void LineEditor::Walk(Direction direction, bool to_end) {
  History& history = *setup_.history;
  const std::optional<std::string> line = to_end ? history.StepToEnd(direction, buffer_.text())
                                                 : history.Step(direction, buffer_.text());
  if (!line.has_value()) return Bell();
  buffer_.Reset(*line);
}

void LineEditor::UpOrDown(Direction direction) {
  const bool up = direction == Direction::kBackward;
  const bool is_first = buffer_.LineBegin() == 0;
  const bool is_last = buffer_.LineEnd() == buffer_.text().size();
  if (up ? is_first : is_last) return Walk(direction, false);
  buffer_.MoveTo(up ? buffer_.LineUp() : buffer_.LineDown());
}

// The word at the cursor: in upper case, in lower case, or with a capital.
void LineEditor::ChangeCase(char how) {
  const std::size_t begin = buffer_.cursor();
  const std::size_t end = buffer_.WordRight();
  std::string text = buffer_.text();
  bool in_word = false;
  for (std::size_t i = begin; i < end; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool upper = how == 'u' || (how == 'c' && !in_word);
    in_word = in_word || absl::ascii_isalnum(c);
    text[i] = upper ? absl::ascii_toupper(c) : absl::ascii_tolower(c);
  }
  buffer_.Replace(std::move(text), end);
}

// Of the line before; of the one before that, when asked again.
void LineEditor::InsertLastWord() {
  const std::deque<std::string>& lines = setup_.history->lines();
  const bool again = last_ == Action::kLastWord && last_word_from_.has_value();
  const std::size_t below = again ? *last_word_from_ : lines.size();
  now_ = Action::kLastWord;
  if (below == 0) return Bell();
  if (again) {
    buffer_.Erase(last_word_begin_, buffer_.cursor());
  } else {
    last_word_begin_ = buffer_.cursor();
  }
  last_word_from_ = below - 1;
  Insert(LastWord(lines[below - 1]), false);
}

}  // namespace corix
