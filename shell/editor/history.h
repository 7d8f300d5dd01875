// shell/editor/history.h: the lines that were entered, and the walk through them.
//
// Lines can be edited while one walks; what was changed is kept until a line is entered. The line
// that was being typed when the walk began is the newest, and is never lost by walking.
#ifndef CORIX_SHELL_EDITOR_HISTORY_H_
#define CORIX_SHELL_EDITOR_HISTORY_H_

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "shell/editor/edit_buffer.h"

namespace corix {

class History {
 public:
  explicit History(std::size_t most = 10'000) : most_(most) {}

  // A line that is empty, begins with a blank, or is the same as the one before it is not taken:
  // then the answer is false.
  bool Add(std::string_view line);
  const std::deque<std::string>& lines() const { return lines_; }

  // ---- The walk ----

  // A new line is about to be typed.
  void BeginWalk();
  // To the line before or after; `current` is the line as it was left. Nothing: there is none.
  std::optional<std::string> Step(Direction direction, std::string_view current);
  // To the oldest line, or to the one that is being typed.
  std::optional<std::string> StepToEnd(Direction direction, std::string_view current);
  // To a line of lines().
  std::string JumpTo(std::size_t index, std::string_view current);

  // Where one stands: lines().size() is the line that is being typed.
  std::size_t place() const { return place_; }

  // The newest line that contains a text, at or before (after) an index. Nothing: there is none.
  std::optional<std::size_t> Find(std::string_view text, std::size_t from,
                                  Direction direction) const;
  // What the newest line that begins with this text goes on with; empty if there is none.
  std::string_view Suggest(std::string_view text) const;

 private:
  std::optional<std::string> GoTo(std::size_t place, std::string_view current);

  std::size_t most_;
  std::deque<std::string> lines_;
  std::size_t place_ = 0;
  std::map<std::size_t, std::string> edited_;
};

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_HISTORY_H_
