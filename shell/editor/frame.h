// shell/editor/frame.h: what is to be seen, in rows of cells.
#ifndef CORIX_SHELL_EDITOR_FRAME_H_
#define CORIX_SHELL_EDITOR_FRAME_H_

#include <string>
#include <string_view>
#include <vector>

#include "shell/editor/text.h"

namespace corix {

// A style is what stands between CSI and m to switch it on: "1;32". Empty: as the terminal has it.
using Style = std::string;

struct Cell {
  Glyph glyph;
  Style style;

  friend bool operator==(const Cell&, const Cell&) = default;
};

struct Row {
  std::vector<Cell> cells;
  // The text goes on in the next row without a newline.
  bool wrapped = false;

  int width() const;
  friend bool operator==(const Row&, const Row&) = default;
};

struct ScreenFrame {
  std::vector<Row> rows;  // at least one
  int cursor_row = 0;
  int cursor_column = 0;  // less than the number of columns
};

// Puts texts into rows of so many columns, one after the other.
class FrameMaker {
 public:
  explicit FrameMaker(int columns);

  // A text in one style; newlines begin new rows.
  void Put(std::string_view text, const Style& style);
  // A prompt, which may have styles in it, as `ESC [ 1 ; 32 m`. Other sequences, and controls, are
  // left out.
  void PutPrompt(std::string_view prompt);
  void NewRow();
  // The cursor stands before what is put next.
  void MarkCursor() { cursor_waits_ = true; }
  // At most so many rows: those around the cursor.
  ScreenFrame Finish(int most_rows);

 private:
  void PutGlyph(Glyph glyph, const Style& style);
  void PlaceCursor();

  int columns_;
  int column_ = 0;
  bool cursor_waits_ = false;
  ScreenFrame frame_;
};

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_FRAME_H_
