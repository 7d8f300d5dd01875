// tests/shell/editor/terminal_model.h: a terminal as we need one, in memory.
//
// It has rows and columns, breaks lines at the margin as terminals do (the cursor hangs over it until
// something follows), scrolls, keeps what has scrolled away, and breaks lines anew when it is resized.
// A sequence that it does not know is a failure of the test.
#ifndef CORIX_TESTS_SHELL_EDITOR_TERMINAL_MODEL_H_
#define CORIX_TESTS_SHELL_EDITOR_TERMINAL_MODEL_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace corix::testing {

class TerminalModel {
 public:
  TerminalModel(int rows, int columns);

  // `newline_returns`: as with ONLCR, a line feed goes to the left margin too.
  void Write(std::string_view bytes, bool newline_returns = true);
  void Resize(int rows, int columns);

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  // Of the screen, without blanks at its end.
  std::string RowText(int row) const;
  // All rows down to the last that is not empty.
  std::string Screen() const;
  // The same from a line on, which is counted from the first that ever was; with styles, if asked.
  std::string From(std::size_t line, bool with_styles) const;
  // What stands before a line, with the lines joined that were broken at the margin.
  std::string Before(std::size_t line) const;

  // Where the cursor is.
  std::size_t line() const { return top_ + static_cast<std::size_t>(row_); }
  std::size_t top() const { return top_; }
  int row() const { return row_; }
  int column() const { return column_; }
  bool pastes_are_bracketed() const { return bracketed_; }
  int bells() const { return bells_; }

 private:
  struct CellState {
    std::string text;  // empty: the second half of a wide one
    std::string style;
    bool wide = false;
  };
  struct Line {
    std::vector<CellState> cells;
    bool wrapped = false;
  };

  Line& Here() { return lines_[line()]; }
  void Put(std::string_view character, int width);
  void Index();
  void Sequence(std::string_view parameters, char final);
  void SetMode(std::string_view mode, bool on);
  void Blank(Line& line, int from) const;
  static std::string TextOf(const Line& line, bool with_styles, bool trim);
  void GrowToScreen();

  int rows_;
  int columns_;
  std::vector<Line> lines_;
  std::size_t top_ = 0;
  int row_ = 0;
  int column_ = 0;
  bool hangs_ = false;
  bool bracketed_ = false;
  int bells_ = 0;
  std::string style_;
  std::string held_;
  std::shared_ptr<TerminalModel> before_;  // while a program has the other screen: what it was
};

}  // namespace corix::testing

#endif  // CORIX_TESTS_SHELL_EDITOR_TERMINAL_MODEL_H_
