// shell/editor/renderer.h: bytes that bring a terminal from one frame to the next.
//
// The renderer knows what it has drawn, and where it left the cursor; of what is above it knows
// nothing. All its movements are relative to its first row, which begins at the left margin. What
// goes on in the next row is written over the margin, so that the terminal knows that it is one
// line: when the window becomes narrower or wider, terminals break such lines anew, and that is
// what is expected of them.
#ifndef CORIX_SHELL_EDITOR_RENDERER_H_
#define CORIX_SHELL_EDITOR_RENDERER_H_

#include <string>
#include <string_view>
#include <vector>

#include "shell/editor/frame.h"

namespace corix {

class Renderer {
 public:
  // The cursor is at the left margin of an empty row, with nothing of ours anywhere.
  void Start(int columns);
  // The columns are others now. The frame of before is gone, or where the terminal has put it: it is
  // wiped, and the cursor is where the next frame is to begin.
  std::string Resize(int columns);
  // Wipes the frame; the cursor is where it began.
  std::string Wipe();
  // Only what is different from the last frame.
  std::string Draw(const ScreenFrame& frame);
  // Puts the cursor below the frame, at the left margin.
  std::string Finish();

  int cursor_row() const { return row_; }
  // How many rows it has had since it began, all of which are below the beginning.
  int height() const { return reached_ + 1; }

 private:
  void DrawRow(std::size_t row, const Row& before, const Row& after);
  void WriteCell(const Cell& cell);
  void SetStyle(const Style& style);
  void Move(int row, int column);
  void Forget();
  std::string Take();

  int columns_ = 80;
  std::vector<Row> rows_;  // as drawn
  int reached_ = 0;        // the lowest row in which the cursor has been
  int row_ = 0;
  int column_ = 0;
  // The last column was written, and the cursor hangs over the margin.
  bool hangs_ = false;
  // The first cell of this row is written already, with the row before.
  std::size_t begun_row_ = 0;
  Style style_;
  std::string out_;
};

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_RENDERER_H_
