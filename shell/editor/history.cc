#include "shell/editor/history.h"

#include <algorithm>

namespace corix {

bool History::Add(std::string_view line) {
  if (line.empty() || line.front() == ' ') return false;
  if (!lines_.empty() && lines_.back() == line) return false;
  lines_.emplace_back(line);
  if (lines_.size() > most_) lines_.pop_front();
  return true;
}

void History::BeginWalk() {
  place_ = lines_.size();
  edited_.clear();
}

std::optional<std::string> History::GoTo(std::size_t place, std::string_view current) {
  if (place_ == lines_.size() || lines_[place_] != current) {
    edited_[place_] = std::string(current);
  } else {
    edited_.erase(place_);
  }
  place_ = place;
  if (const auto found = edited_.find(place_); found != edited_.end()) return found->second;
  return place_ == lines_.size() ? std::string() : lines_[place_];
}

std::optional<std::string> History::Step(Direction direction, std::string_view current) {
  if (direction == Direction::kBackward) {
    if (place_ == 0) return std::nullopt;
    return GoTo(place_ - 1, current);
  }
  if (place_ == lines_.size()) return std::nullopt;
  return GoTo(place_ + 1, current);
}

std::optional<std::string> History::StepToEnd(Direction direction, std::string_view current) {
  const std::size_t end = direction == Direction::kBackward ? 0 : lines_.size();
  if (place_ == end) return std::nullopt;
  return GoTo(end, current);
}

std::string History::JumpTo(std::size_t index, std::string_view current) {
  return *GoTo(index, current);
}

std::optional<std::size_t> History::Find(std::string_view text, std::size_t from,
                                         Direction direction) const {
  if (direction == Direction::kForward) {
    for (std::size_t i = from; i < lines_.size(); ++i) {
      if (lines_[i].find(text) != std::string::npos) return i;
    }
    return std::nullopt;
  }
  if (lines_.empty()) return std::nullopt;
  for (std::size_t i = std::min(from, lines_.size() - 1) + 1; i > 0; --i) {
    if (lines_[i - 1].find(text) != std::string::npos) return i - 1;
  }
  return std::nullopt;
}

std::string_view History::Suggest(std::string_view text) const {
  if (text.empty()) return {};
  for (std::size_t i = lines_.size(); i > 0; --i) {
    const std::string& line = lines_[i - 1];
    if (line.size() > text.size() && line.starts_with(text)) {
      return std::string_view(line).substr(text.size());
    }
  }
  return {};
}

}  // namespace corix
