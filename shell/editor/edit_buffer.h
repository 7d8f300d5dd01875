// shell/editor/edit_buffer.h: the text that is being typed.
//
// The cursor is a place in the text, always between two clusters. What is killed goes to the kill
// ring, which outlives the text; kills in a row make one piece. Every change can be undone.
#ifndef CORIX_SHELL_EDITOR_EDIT_BUFFER_H_
#define CORIX_SHELL_EDITOR_EDIT_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace corix {

enum class Direction : std::uint8_t { kBackward, kForward };

// What was killed last comes first when yanked; yank-pop goes to those before.
class KillRing {
 public:
  // `joins`: it belongs to what was killed just before.
  void Add(std::string_view killed, Direction direction, bool joins);
  bool empty() const { return ring_.empty(); }
  const std::string& Latest();
  // The one before that which was given last.
  const std::string& Earlier();

 private:
  static constexpr std::size_t kMost = 32;
  std::vector<std::string> ring_;
  std::size_t at_ = 0;
};

class EditBuffer {
 public:
  // What does not fit is not inserted.
  static constexpr std::size_t kLongest = std::size_t{1} << 20U;

  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }
  bool at_end() const { return cursor_ == text_.size(); }

  // A new text, and nothing to undo.
  void Reset(std::string text);
  // A change like any other: it can be undone. The cursor goes to the nearest boundary.
  void Replace(std::string text, std::size_t cursor);
  void MoveTo(std::size_t at);

  // False if it does not fit. `typed`: in a row with what was inserted before, it is undone as one.
  bool Insert(std::string_view inserted, bool typed = false);
  // Removes what is between two places, and puts the cursor there.
  void Erase(std::size_t begin, std::size_t end);
  // Swaps the characters around the cursor, or, at the end of a line, the two before it.
  bool TransposeCharacters();
  // False if there is nothing left to undo.
  bool Undo();
  // What comes now is undone by itself.
  void EndTyping() { typing_ = false; }

  // Places around the cursor.
  std::size_t Left() const;
  std::size_t Right() const;
  // Letters and digits make words.
  std::size_t WordLeft() const;
  std::size_t WordRight() const;
  // The beginning of what is between blanks.
  std::size_t BlankLeft() const;
  std::size_t LineBegin() const;
  std::size_t LineEnd() const;
  // The same column in the line above or below; the cursor's place if there is none.
  std::size_t LineUp() const;
  std::size_t LineDown() const;

 private:
  struct Before {
    std::string text;
    std::size_t cursor;
  };
  static constexpr std::size_t kMostBytesToUndo = std::size_t{8} << 20U;

  void Remember();
  std::size_t InLine(std::size_t line_begin, int column) const;

  std::string text_;
  std::size_t cursor_ = 0;
  bool typing_ = false;
  std::deque<Before> undo_;
  std::size_t undo_bytes_ = 0;
};

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_EDIT_BUFFER_H_
