#include "shell/editor/edit_buffer.h"

#include <algorithm>
#include <utility>

#include "shell/editor/text.h"

namespace corix {

// ---- KillRing ----

void KillRing::Add(std::string_view killed, Direction direction, bool joins) {
  if (killed.empty()) return;
  if (joins && !ring_.empty()) {
    if (direction == Direction::kForward) {
      ring_.back() += killed;
    } else {
      ring_.back().insert(0, killed);
    }
  } else {
    ring_.emplace_back(killed);
    if (ring_.size() > kMost) ring_.erase(ring_.begin());
  }
  at_ = ring_.size() - 1;
}

const std::string& KillRing::Latest() {
  at_ = ring_.size() - 1;
  return ring_[at_];
}

const std::string& KillRing::Earlier() {
  at_ = at_ == 0 ? ring_.size() - 1 : at_ - 1;
  return ring_[at_];
}

// ---- EditBuffer ----

void EditBuffer::Reset(std::string text) {
  text_ = std::move(text);
  cursor_ = text_.size();
  typing_ = false;
  undo_.clear();
  undo_bytes_ = 0;
}

void EditBuffer::Remember() {
  undo_bytes_ += text_.size();
  undo_.push_back({.text = text_, .cursor = cursor_});
  while (undo_bytes_ > kMostBytesToUndo && undo_.size() > 1) {
    undo_bytes_ -= undo_.front().text.size();
    undo_.pop_front();
  }
  typing_ = false;
}

void EditBuffer::Replace(std::string text, std::size_t cursor) {
  if (text != text_ && text.size() <= kLongest) {
    Remember();
    text_ = std::move(text);
  }
  MoveTo(cursor);
}

// A change around the cursor may have joined what stands there to one character.
void EditBuffer::MoveTo(std::size_t at) { cursor_ = ClusterBoundary(text_, at); }

bool EditBuffer::Insert(std::string_view inserted, bool typed) {
  if (inserted.empty()) return true;
  if (text_.size() + inserted.size() > kLongest) return false;
  if (!typed || !typing_) Remember();
  typing_ = typed;
  text_.insert(cursor_, inserted);
  const std::size_t end = cursor_ + inserted.size();
  const std::size_t boundary = ClusterBoundary(text_, end);
  // If it is a part of the character behind it, the cursor goes behind that.
  cursor_ = boundary == end ? end : NextCluster(text_, boundary);
  return true;
}

void EditBuffer::Erase(std::size_t begin, std::size_t end) {
  if (begin >= end) return;
  Remember();
  text_.erase(begin, end - begin);
  MoveTo(begin);
}

bool EditBuffer::TransposeCharacters() {
  std::size_t right = cursor_;
  if (cursor_ == LineEnd()) right = PreviousCluster(text_, right);
  if (right <= LineBegin() || right >= text_.size()) return false;
  const std::size_t left = PreviousCluster(text_, right);
  const std::size_t end = NextCluster(text_, right);
  Remember();
  const std::string swapped = text_.substr(right, end - right) + text_.substr(left, right - left);
  text_.replace(left, end - left, swapped);
  MoveTo(end);
  return true;
}

bool EditBuffer::Undo() {
  if (undo_.empty()) return false;
  text_ = std::move(undo_.back().text);
  cursor_ = undo_.back().cursor;
  undo_.pop_back();
  undo_bytes_ -= text_.size();
  typing_ = false;
  return true;
}

std::size_t EditBuffer::Left() const { return PreviousCluster(text_, cursor_); }
std::size_t EditBuffer::Right() const { return NextCluster(text_, cursor_); }

std::size_t EditBuffer::WordLeft() const {
  std::size_t at = cursor_;
  bool in_word = false;
  while (at > 0) {
    const std::size_t before = PreviousCluster(text_, at);
    const bool is_word = IsInWord(text_, before);
    if (in_word && !is_word) break;
    in_word = is_word;
    at = before;
  }
  return at;
}

std::size_t EditBuffer::WordRight() const {
  std::size_t at = cursor_;
  bool in_word = false;
  while (at < text_.size()) {
    const bool is_word = IsInWord(text_, at);
    if (in_word && !is_word) break;
    in_word = is_word;
    at = NextCluster(text_, at);
  }
  return at;
}

std::size_t EditBuffer::BlankLeft() const {
  const auto is_blank = [&](std::size_t at) {
    return text_[at] == ' ' || text_[at] == '\t' || text_[at] == '\n';
  };
  std::size_t at = cursor_;
  while (at > 0 && is_blank(at - 1)) --at;
  while (at > 0 && !is_blank(at - 1)) --at;
  return at;
}

std::size_t EditBuffer::LineBegin() const {
  if (cursor_ == 0) return 0;
  const std::size_t newline = text_.rfind('\n', cursor_ - 1);
  return newline == text_.npos ? 0 : newline + 1;
}

std::size_t EditBuffer::LineEnd() const {
  return std::min(text_.find('\n', cursor_), text_.size());
}

std::size_t EditBuffer::InLine(std::size_t line_begin, int column) const {
  std::size_t at = line_begin;
  int width = 0;
  while (at < text_.size() && text_[at] != '\n' && width < column) {
    const std::size_t next = NextCluster(text_, at);
    width += DisplayWidth(std::string_view(text_).substr(at, next - at));
    at = next;
  }
  return at;
}

std::size_t EditBuffer::LineUp() const {
  const std::size_t begin = LineBegin();
  if (begin == 0) return cursor_;
  const std::size_t newline = begin - 1;
  const std::size_t above = newline == 0 ? 0 : text_.rfind('\n', newline - 1) + 1;
  return InLine(above, DisplayWidth(std::string_view(text_).substr(begin, cursor_ - begin)));
}

std::size_t EditBuffer::LineDown() const {
  const std::size_t end = LineEnd();
  if (end == text_.size()) return cursor_;
  const std::size_t begin = LineBegin();
  return InLine(end + 1, DisplayWidth(std::string_view(text_).substr(begin, cursor_ - begin)));
}

}  // namespace corix
