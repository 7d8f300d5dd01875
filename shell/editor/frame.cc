#include "shell/editor/frame.h"

#include <algorithm>
#include <utility>

namespace corix {
namespace {

constexpr int kTabStop = 8;

}  // namespace

int Row::width() const {
  int width = 0;
  for (const Cell& cell : cells) width += cell.glyph.width;
  return width;
}

FrameMaker::FrameMaker(int columns) : columns_(std::max(2, columns)) { frame_.rows.emplace_back(); }

void FrameMaker::PlaceCursor() {
  if (!std::exchange(cursor_waits_, false)) return;
  if (column_ == columns_) {
    frame_.rows.back().wrapped = true;
    NewRow();
  }
  frame_.cursor_row = static_cast<int>(frame_.rows.size()) - 1;
  frame_.cursor_column = column_;
}

void FrameMaker::NewRow() {
  PlaceCursor();
  frame_.rows.emplace_back();
  column_ = 0;
}

void FrameMaker::PutGlyph(Glyph glyph, const Style& style) {
  if (column_ + glyph.width > columns_) {
    frame_.rows.back().wrapped = true;
    const bool waits = std::exchange(cursor_waits_, false);
    NewRow();
    cursor_waits_ = waits;
  }
  PlaceCursor();
  column_ += glyph.width;
  frame_.rows.back().cells.push_back({.glyph = std::move(glyph), .style = style});
}

void FrameMaker::Put(std::string_view text, const Style& style) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = NextCluster(text, at);
    if (text[at] == '\n') {
      NewRow();
    } else if (text[at] == '\t') {
      // Up to the next stop, but never over the margin.
      PutGlyph({.bytes = " "}, style);
      while (column_ % kTabStop != 0 && column_ < columns_) PutGlyph({.bytes = " "}, style);
    } else {
      for (Glyph& glyph : GlyphsOf(text.substr(at, end - at))) PutGlyph(std::move(glyph), style);
    }
    at = end;
  }
}

void FrameMaker::PutPrompt(std::string_view prompt) {
  Style style;
  for (std::size_t at = 0; at < prompt.size();) {
    if (prompt[at] == kEsc) {
      if (at + 1 == prompt.size() || prompt[at + 1] != '[') {
        at += 2;
        continue;
      }
      std::size_t end = at + 2;
      while (end < prompt.size() && (prompt[end] < '@' || prompt[end] > '~')) ++end;
      if (end < prompt.size() && prompt[end] == 'm') {
        const std::string_view set = prompt.substr(at + 2, end - at - 2);
        if (set.empty() || set == "0") {
          style.clear();
        } else {
          if (!style.empty()) style += ';';
          style += set;
        }
      }
      at = end + 1;
      continue;
    }
    const std::size_t end = NextCluster(prompt, at);
    const bool is_control = static_cast<unsigned char>(prompt[at]) < ' ' || prompt[at] == '\x7f';
    if (!is_control || prompt[at] == '\n' || prompt[at] == '\t') {
      Put(prompt.substr(at, end - at), style);
    }
    at = end;
  }
}

ScreenFrame FrameMaker::Finish(int most_rows) {
  PlaceCursor();
  const int rows = static_cast<int>(frame_.rows.size());
  most_rows = std::max(1, most_rows);
  if (rows > most_rows) {
    // As far from the top as the cursor needs it.
    const int first = std::max(0, frame_.cursor_row - most_rows + 1);
    frame_.rows.erase(frame_.rows.begin(), frame_.rows.begin() + first);
    frame_.rows.resize(static_cast<std::size_t>(most_rows));
    frame_.rows.back().wrapped = false;
    frame_.cursor_row -= first;
  }
  return std::move(frame_);
}

}  // namespace corix
