#include "tests/shell/editor/terminal_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "shell/editor/text.h"

namespace corix::testing {
namespace {

bool IsBlankText(const std::string& text) { return text == " "; }

}  // namespace

TerminalModel::TerminalModel(int rows, int columns) : rows_(rows), columns_(columns) {
  GrowToScreen();
}

void TerminalModel::GrowToScreen() {
  while (lines_.size() < top_ + static_cast<std::size_t>(rows_)) lines_.emplace_back();
  for (Line& line : lines_) {
    if (static_cast<int>(line.cells.size()) != columns_) {
      line.cells.resize(static_cast<std::size_t>(columns_), {.text = " ", .style = ""});
    }
  }
}

void TerminalModel::Blank(Line& line, int from) const {
  if (from > 0 && from < columns_ && line.cells[from].text.empty()) line.cells[from - 1].text = " ";
  for (int i = from; i < columns_; ++i) line.cells[i] = {.text = " ", .style = ""};
  line.wrapped = false;
}

void TerminalModel::SetMode(std::string_view mode, bool on) {
  if (mode == "?2004") {
    bracketed_ = on;
  } else if (mode == "?1049" || mode == "?1047") {
    if (on && before_ == nullptr) {
      before_ = std::make_shared<TerminalModel>(*this);
      lines_.clear();
      top_ = 0;
      row_ = column_ = 0;
      hangs_ = false;
      GrowToScreen();
    } else if (!on && before_ != nullptr) {
      const std::shared_ptr<TerminalModel> before = std::exchange(before_, nullptr);
      before->Resize(rows_, columns_);
      *this = *before;
    }
  } else {
    // (Whether the cursor is seen, and what becomes of characters at the margin.)
    EXPECT_TRUE(mode == "?25" || mode == "?7") << mode;
  }
}

void TerminalModel::Index() {
  if (row_ + 1 < rows_) {
    ++row_;
  } else {
    ++top_;
    lines_.push_back({});
    lines_.back().cells.resize(static_cast<std::size_t>(columns_), {.text = " ", .style = ""});
  }
}

void TerminalModel::Put(std::string_view character, int width) {
  if (width == 0) {
    int at = hangs_ ? column_ : column_ - 1;
    if (at < 0) return;
    while (at > 0 && Here().cells[at].text.empty()) --at;
    Here().cells[at].text += character;
    return;
  }
  if (hangs_ || column_ + width > columns_) {
    Here().wrapped = true;
    Index();
    column_ = 0;
    hangs_ = false;
  }
  Line& line = Here();
  for (int i = column_; i < column_ + width; ++i) {
    CellState& cell = line.cells[i];
    if (cell.text.empty() && i > 0 && i == column_) line.cells[i - 1] = {.text = " ", .style = ""};
    if (cell.wide && i + 1 < columns_ && i == column_ + width - 1) {
      line.cells[i + 1] = {.text = " ", .style = ""};
    }
    cell = {.text = i == column_ ? std::string(character) : "",
            .style = style_,
            .wide = i == column_ && width == 2};
  }
  column_ += width;
  if (column_ == columns_) {
    line.wrapped = false;
    hangs_ = true;
    column_ = columns_ - 1;
  }
}

void TerminalModel::Sequence(std::string_view parameters, char final) {
  int n = 0;
  for (const char c : parameters) {
    if (c >= '0' && c <= '9') n = n * 10 + (c - '0');
  }
  const int count = parameters.empty() ? 1 : n;
  if (final != 'm' && final != 'h' && final != 'l') {
    if (final != 'K' || !hangs_) hangs_ = false;
  }
  switch (final) {
    case 'A':
      row_ = std::max(0, row_ - count);
      return;
    case 'B':
      row_ = std::min(rows_ - 1, row_ + count);
      return;
    case 'C':
      column_ = std::min(columns_ - 1, column_ + count);
      return;
    case 'G':
      column_ = std::min(columns_, count) - 1;
      return;
    case 'H':
      row_ = column_ = 0;
      return;
    case 'K':
      EXPECT_FALSE(hangs_) << "erases while the cursor hangs over the margin";
      return Blank(Here(), column_);
    case 'J':
      if (parameters.empty()) {
        Blank(Here(), column_);
        for (int i = row_ + 1; i < rows_; ++i) Blank(lines_[top_ + static_cast<std::size_t>(i)], 0);
      } else {
        for (int i = 0; i < rows_; ++i) Blank(lines_[top_ + static_cast<std::size_t>(i)], 0);
      }
      return;
    case 'm':
      if (parameters.empty() || parameters == "0") {
        style_.clear();
      } else if (parameters.starts_with("0;")) {
        style_ = parameters.substr(2);
      } else {
        if (!style_.empty()) style_ += ';';
        style_ += parameters;
      }
      return;
    case 'h':
    case 'l':
      SetMode(parameters, final == 'h');
      return;
    default:
      ADD_FAILURE() << "unknown sequence: " << parameters << final;
  }
}

void TerminalModel::Write(std::string_view bytes, bool newline_returns) {
  std::string all = std::exchange(held_, "");
  all += bytes;
  const std::string_view text(all);
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\x1b') {
      std::size_t end = at + 2;
      while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
      if (end >= text.size()) {
        held_ = text.substr(at);
        return;
      }
      if (text[at + 1] == '[') {
        Sequence(text.substr(at + 2, end - at - 2), text[end]);
      } else {
        ADD_FAILURE() << "unknown: " << absl::CHexEscape(std::string(text.substr(at, 8)));
      }
      at = end + 1;
      continue;
    }
    if (IncompleteTail(text.substr(at)) == text.size() - at) {
      held_ = text.substr(at);
      return;
    }
    std::size_t size = 0;
    const int code = FirstCodePoint(text.substr(at), &size);
    if (c == '\r') {
      column_ = 0;
      hangs_ = false;
    } else if (c == '\n') {
      Index();
      if (newline_returns) column_ = 0;
      hangs_ = false;
    } else if (c == '\b') {
      column_ = std::max(0, column_ - 1);
      hangs_ = false;
    } else if (c == '\t') {
      column_ = std::min(columns_ - 1, (column_ / 8 + 1) * 8);
    } else if (c == '\a') {
      ++bells_;
    } else if (code < ' ' || code == 0x7f) {
      ADD_FAILURE() << "sent to the terminal: " << code;
    } else {
      Put(text.substr(at, size), WidthOfCodePoint(static_cast<char32_t>(code)));
    }
    at += size;
  }
}

std::string TerminalModel::TextOf(const Line& line, bool with_styles, bool trim) {
  std::size_t end = line.cells.size();
  while (trim && end > 0 && IsBlankText(line.cells[end - 1].text)) --end;
  std::string text;
  std::string style;
  for (std::size_t i = 0; i < end; ++i) {
    if (with_styles && line.cells[i].style != style) {
      style = line.cells[i].style;
      text += "<" + style + ">";
    }
    text += line.cells[i].text;
  }
  return text;
}

std::string TerminalModel::RowText(int row) const {
  return TextOf(lines_[top_ + static_cast<std::size_t>(row)], false, true);
}

std::string TerminalModel::From(std::size_t line, bool with_styles) const {
  std::string text;
  std::string empty;
  for (std::size_t i = line; i < lines_.size(); ++i) {
    const std::string row = TextOf(lines_[i], with_styles, true);
    empty += '\n';
    if (row.empty()) continue;
    text += std::exchange(empty, "") + row;
  }
  return text;
}

std::string TerminalModel::Screen() const {
  const std::string text = From(top_, false);
  return text.empty() ? text : text.substr(1);
}

std::string TerminalModel::Before(std::size_t line) const {
  std::string text;
  for (std::size_t i = 0; i < line; ++i) {
    text += TextOf(lines_[i], false, !lines_[i].wrapped);
    if (!lines_[i].wrapped) text += '\n';
  }
  return text;
}

// The lines that were broken at the margin are joined, and all are broken anew. The cursor stays
// where it is in its line.
void TerminalModel::Resize(int rows, int columns) {
  const std::size_t cursor_line = line();
  std::vector<Line> reflowed;
  std::size_t new_line = 0;
  int new_column = 0;
  std::size_t last = 0;  // the last line that is not empty
  for (std::size_t i = 0; i < lines_.size();) {
    std::vector<CellState> joined;
    long cursor_at = -1;
    bool more = true;
    while (more && i < lines_.size()) {
      Line& line = lines_[i];
      more = line.wrapped;
      if (i == cursor_line)
        cursor_at = static_cast<long>(joined.size()) + column_ + (hangs_ ? 1 : 0);
      const bool filler = more && line.cells.back().text == " " && i + 1 < lines_.size() &&
                          lines_[i + 1].cells.front().wide;
      joined.insert(joined.end(), line.cells.begin(), line.cells.end() - (filler ? 1 : 0));
      ++i;
    }
    std::size_t end = joined.size();
    while (end > 0 && IsBlankText(joined[end - 1].text) && joined[end - 1].style.empty()) --end;
    Line line;
    const auto flush = [&](bool wrapped) {
      line.wrapped = wrapped;
      if (!line.cells.empty()) last = reflowed.size();
      line.cells.resize(static_cast<std::size_t>(columns), {.text = " ", .style = ""});
      reflowed.push_back(std::exchange(line, {}));
    };
    for (std::size_t k = 0; k < end; ++k) {
      if (joined[k].text.empty()) continue;
      const std::size_t width = joined[k].wide ? 2 : 1;
      if (line.cells.size() + width > static_cast<std::size_t>(columns)) flush(true);
      if (cursor_at == static_cast<long>(k)) {
        new_line = reflowed.size();
        new_column = static_cast<int>(line.cells.size());
      }
      line.cells.push_back(joined[k]);
      if (joined[k].wide) line.cells.push_back({.text = "", .style = joined[k].style});
    }
    if (cursor_at >= static_cast<long>(end)) {
      long at = static_cast<long>(line.cells.size()) + cursor_at - static_cast<long>(end);
      while (at >= columns) {
        flush(true);
        at -= columns;
      }
      new_line = reflowed.size();
      new_column = static_cast<int>(at);
    }
    flush(false);
  }
  rows_ = rows;
  columns_ = columns;
  const std::size_t lowest = std::max(last, new_line);
  reflowed.resize(lowest + 1);
  lines_ = std::move(reflowed);
  top_ =
      lowest + 1 > static_cast<std::size_t>(rows) ? lowest + 1 - static_cast<std::size_t>(rows) : 0;
  top_ = std::min(top_, new_line);
  row_ = static_cast<int>(new_line - top_);
  column_ = new_column;
  hangs_ = false;
  lines_.resize(top_ + static_cast<std::size_t>(rows));
  GrowToScreen();
}

}  // namespace corix::testing
