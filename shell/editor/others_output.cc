#include "shell/editor/others_output.h"

#include <algorithm>
#include <utility>

#include "shell/editor/text.h"

namespace corix {
namespace {

constexpr char kBell = '\a';
// A longer sequence is let through as it comes.
constexpr std::size_t kLongestSequence = 256;

// How long the escape sequence is with which the text begins; 0: it does not end here.
std::size_t SequenceSize(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] == '[') {
    for (std::size_t i = 2; i < text.size(); ++i) {
      if (text[i] < ' ' || text[i] > '?') return i + 1;
    }
    return 0;
  }
  if (std::string_view("]P^_X").find(text[1]) != std::string_view::npos) {
    // A string, up to a bell or to ESC and a backslash.
    for (std::size_t i = 2; i < text.size(); ++i) {
      if (text[i] == kBell) return i + 1;
      if (text[i] == kEsc && i + 1 < text.size()) return i + 2;
    }
    return 0;
  }
  // Those that choose a character set have a letter more.
  std::size_t i = 1;
  while (i < text.size() && text[i] >= ' ' && text[i] <= '/') ++i;
  return i == text.size() ? 0 : i + 1;
}

}  // namespace

void OthersOutput::Start(int columns) {
  columns_ = columns;
  column_ = 0;
  held_.clear();
}

std::string OthersOutput::Take(std::string_view bytes) {
  std::string text = std::exchange(held_, "");
  text += bytes;
  had_sequence_ = false;
  std::size_t begin = 0;  // of what is followed as text
  std::size_t keep = text.size();
  for (std::size_t at = text.find(kEsc); at != text.npos; at = text.find(kEsc, begin)) {
    const std::size_t size = SequenceSize(std::string_view(text).substr(at));
    if (size == 0 && text.size() - at <= kLongestSequence) {
      keep = at;
      break;
    }
    Follow(std::string_view(text).substr(begin, at - begin));
    had_sequence_ = true;
    begin = size == 0 ? text.size() : at + size;
  }
  if (keep == text.size()) keep -= IncompleteTail(std::string_view(text).substr(begin));
  Follow(std::string_view(text).substr(begin, keep - begin));
  held_ = text.substr(keep);
  text.resize(keep);
  return text;
}

std::string OthersOutput::Flush() { return std::exchange(held_, ""); }

void OthersOutput::Follow(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t size = 0;
    const int c = FirstCodePoint(bytes.substr(at), &size);
    at += size;
    switch (c) {
      case '\n':
      case '\r':
        column_ = 0;
        continue;
      case '\b':
        column_ = std::max(0, std::min(column_, columns_ - 1) - 1);
        continue;
      case '\t':
        if (column_ < columns_) column_ = std::min(columns_ - 1, (column_ / 8 + 1) * 8);
        continue;
      default:
        break;
    }
    const int width = c < 0 ? 1 : WidthOfCodePoint(static_cast<char32_t>(c));
    if (width == 0) continue;
    if (column_ + width > columns_) column_ = 0;
    column_ += width;
  }
}

}  // namespace corix
