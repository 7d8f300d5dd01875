#include "shell/editor/renderer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace corix {
namespace {

constexpr char kEraseToEndOfLine[] = "\x1b[K";
constexpr char kEraseBelow[] = "\x1b[J";

// What stands at the beginning of an empty row that continues another one.
const Cell& Blank() {
  static const Cell blank{.glyph = {.bytes = " "}, .style = {}};
  return blank;
}

// How many rows below the first one of `rows` a terminal puts the cursor when it breaks all lines
// anew.
int RowsAfterReflow(const std::vector<Row>& rows, int cursor_row, int cursor_column, int columns) {
  int row = 0;
  int column = 0;
  const auto put = [&](int width) {
    if (column + width > columns) {
      ++row;
      column = 0;
    }
    column += width;
  };
  for (int i = 0; i < static_cast<int>(rows.size()) && i <= cursor_row; ++i) {
    int at = 0;
    for (const Cell& cell : rows[i].cells) {
      if (i == cursor_row && at >= cursor_column) break;
      put(cell.glyph.width);
      at += cell.glyph.width;
    }
    if (i == cursor_row) return row + (column == columns ? 1 : 0);
    if (!rows[i].wrapped) {
      ++row;
      column = 0;
    }
  }
  return row;
}

}  // namespace

void Renderer::Forget() {
  rows_.clear();
  reached_ = row_ = column_ = 0;
  hangs_ = false;
  style_.clear();
}

void Renderer::Start(int columns) {
  Forget();
  out_.clear();
  columns_ = std::max(2, columns);
}

std::string Renderer::Take() { return std::exchange(out_, ""); }

void Renderer::SetStyle(const Style& style) {
  if (style == style_) return;
  absl::StrAppend(&out_, "\x1b[", style.empty() || style_.empty() ? "" : "0;", style, "m");
  style_ = style;
}

void Renderer::Move(int row, int column) {
  if (hangs_) {
    out_ += '\r';
    column_ = 0;
    hangs_ = false;
  }
  if (row < row_) absl::StrAppend(&out_, "\x1b[", row_ - row, "A");
  if (const int below = std::min(row, reached_); below > row_) {
    absl::StrAppend(&out_, "\x1b[", below - row_, "B");
  }
  if (row > reached_) {
    // Only a line feed scrolls; and what scrolls in has the colours of the moment.
    SetStyle({});
    out_ += '\r';
    out_.append(static_cast<std::size_t>(row - reached_), '\n');
    column_ = 0;
    reached_ = row;
  }
  row_ = row;
  if (column == column_) return;
  if (column == 0) {
    out_ += '\r';
  } else if (column > column_) {
    absl::StrAppend(&out_, "\x1b[", column - column_, "C");
  } else if (column_ - column <= 3) {
    out_.append(static_cast<std::size_t>(column_ - column), '\b');
  } else {
    absl::StrAppend(&out_, "\x1b[", column + 1, "G");
  }
  column_ = column;
}

void Renderer::WriteCell(const Cell& cell) {
  SetStyle(cell.style);
  out_ += cell.glyph.bytes;
  if (hangs_ || column_ + cell.glyph.width > columns_) {
    ++row_;
    reached_ = std::max(reached_, row_);
    column_ = 0;
  }
  column_ += cell.glyph.width;
  hangs_ = column_ == columns_;
  if (cell.glyph.doubtful && !hangs_) absl::StrAppend(&out_, "\x1b[", column_ + 1, "G");
}

void Renderer::DrawRow(std::size_t row, const Row& before, const Row& after) {
  const bool is_begun = begun_row_ == row && row > 0;
  const std::size_t size = after.cells.size();
  std::size_t begin = 0;
  int column = 0;
  while (begin < size && begin < before.cells.size() && before.cells[begin] == after.cells[begin]) {
    column += after.cells[begin++].glyph.width;
  }
  const int width_before = before.width();
  const int width = after.width();
  std::size_t end = size;
  if (width == width_before) {
    std::size_t from = before.cells.size();
    while (end > begin && from > begin && before.cells[from - 1] == after.cells[end - 1]) {
      --from;
      --end;
    }
  }
  // Whether the text goes on below is for the terminal to know.
  const bool changes_wrap = before.wrapped != after.wrapped && size > 0;
  if (changes_wrap) {
    end = size;
    while (begin + 1 > size) column -= after.cells[--begin].glyph.width;
  }
  // (What the row before has written over the margin stands here now, and nothing else changed.)
  if (is_begun && begin == 0 && end > 0) {
    column = after.cells[0].glyph.width;
    begin = 1;
  }
  const bool is_shorter = width < width_before;
  if (begin >= end && !is_shorter) return;
  Move(static_cast<int>(row), column);
  if (changes_wrap && !after.wrapped && width == columns_) {
    SetStyle({});
    out_ += kEraseToEndOfLine;
  }
  const bool goes_over = after.wrapped && end == size && (begin < end || changes_wrap);
  for (; begin < end; ++begin) WriteCell(after.cells[begin]);
  if ((is_shorter || (changes_wrap && !after.wrapped)) && !hangs_) {
    Move(static_cast<int>(row), width);
    SetStyle({});
    out_ += kEraseToEndOfLine;
  }
  if (goes_over) begun_row_ = row + 1;
}

std::string Renderer::Draw(const ScreenFrame& frame) {
  const std::size_t count = std::max(rows_.size(), frame.rows.size());
  const Row nothing;
  begun_row_ = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Row& before = i < rows_.size() ? rows_[i] : nothing;
    const Row& after = i < frame.rows.size() ? frame.rows[i] : nothing;
    DrawRow(i, before, after);
    if (begun_row_ != i + 1) continue;
    // Over the margin.
    const Row& next = frame.rows[i + 1];
    WriteCell(next.cells.empty() ? Blank() : next.cells.front());
  }
  rows_ = frame.rows;
  SetStyle({});
  Move(frame.cursor_row, frame.cursor_column);
  return Take();
}

std::string Renderer::Wipe() {
  SetStyle({});
  Move(0, 0);
  out_ += kEraseBelow;
  Forget();
  return Take();
}

std::string Renderer::Resize(int columns) {
  const int up = RowsAfterReflow(rows_, row_, column_, std::max(2, columns));
  out_ += '\r';
  if (up > 0) absl::StrAppend(&out_, "\x1b[", up, "A");
  out_ += kEraseBelow;
  Forget();
  columns_ = std::max(2, columns);
  return Take();
}

std::string Renderer::Finish() {
  SetStyle({});
  const int last = std::max(0, static_cast<int>(rows_.size()) - 1);
  Move(last, 0);
  out_ += "\r\n";
  Forget();
  return Take();
}

}  // namespace corix
