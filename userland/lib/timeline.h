// userland/lib/timeline.h: a trace, drawn for a terminal: a row for each task, its states over time.
//
// It is made from the text that TraceJson makes, line by line, so that a file can be drawn as well as
// what is being recorded.
#ifndef CORIX_USERLAND_LIB_TIMELINE_H_
#define CORIX_USERLAND_LIB_TIMELINE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace corix {

class Timeline {
 public:
  struct Style {
    std::size_t width = 80;
    bool ascii = false;
    std::size_t most_rows = 40;  // of more tasks, those that ran the longest
  };

  // The next part of the text, which may end anywhere. INVALID_ARGUMENT: it is no trace of Corix's.
  absl::Status Add(std::string_view text);
  // The text is complete. INVALID_ARGUMENT: it is not.
  absl::Status Finish();

  std::string Draw(const Style& style) const;

 private:
  // In nanoseconds.
  struct Span {
    std::int64_t begin;
    std::int64_t end;
  };
  struct Row {
    std::string name;
    std::int64_t created = -1;  // -1: before the trace began
    std::int64_t ended = -1;
    std::int64_t slept_since = -1;
    std::int64_t ran = 0;
    std::vector<Span> turns;
    std::vector<Span> sleeps;
  };
  // What a task did during one column.
  struct Cell {
    std::int64_t alive = 0;
    std::int64_t ran = 0;
    std::int64_t slept = 0;
  };

  absl::Status AddLine(std::string_view line);
  absl::Status AddEvent(std::string_view line);
  std::vector<int> RowsToDraw(std::size_t most) const;
  std::vector<Cell> CellsOf(const Row& row, std::size_t columns) const;
  void Spread(const Span& span, std::int64_t Cell::* share, std::vector<Cell>& cells) const;

  std::map<int, Row> rows_;
  std::string rest_;  // of a line that is not complete
  std::size_t line_ = 0;
  bool complete_ = false;
  std::int64_t begin_ = -1;
  std::int64_t end_ = 0;
  std::string lost_ = "0";
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_TIMELINE_H_
