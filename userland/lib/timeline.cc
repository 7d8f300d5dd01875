#include "userland/lib/timeline.h"

#include <algorithm>
#include <array>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace corix {
namespace {

constexpr std::string_view kTraceHead = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[";
constexpr std::string_view kTraceFoot = "],\"otherData\":{";
constexpr int kKernelTrack = 2'147'483'647;
constexpr std::size_t kLongestRowName = 14;
constexpr std::size_t kRowLabel = 6 + 1 + kLongestRowName + 1;
constexpr std::size_t kFewestCells = 10;

struct Mark {
  const char* unicode;
  const char* ascii;
  const char* meaning;
};
constexpr Mark kRan = {"█", "#", "runs"};
constexpr Mark kRanInPart = {"▄", "+", "runs for a part of it"};
constexpr Mark kWasReady = {"░", "-", "ready"};
constexpr Mark kSlept = {"─", ".", "sleeps"};
constexpr std::array kMarks = {kRan, kRanInPart, kWasReady, kSlept};

// What stands behind `"key":`, up to the comma or the bracket; quotes are taken off.
std::string_view TraceFieldOf(std::string_view line, std::string_view key) {
  const std::string name = absl::StrCat("\"", absl::string_view(key.data(), key.size()), "\":");
  const std::size_t found = line.find(name);
  if (found == line.npos) return {};
  std::string_view value = line.substr(found + name.size());
  if (value.empty() || value[0] != '"') return value.substr(0, value.find_first_of(",}"));
  std::size_t end = 1;
  while (end < value.size() && value[end] != '"') end += value[end] == '\\' ? 2 : 1;
  return value.substr(1, std::min(end, value.size()) - 1);
}

// Microseconds with decimals, as nanoseconds; -1: it is no time.
std::int64_t TraceTimeOf(std::string_view text) {
  const std::size_t point = text.find('.');
  std::int64_t whole = 0;
  std::int64_t rest = 0;
  const auto number = [](std::string_view digits, std::int64_t* value) {
    return absl::SimpleAtoi(absl::string_view(digits.data(), digits.size()), value);
  };
  constexpr std::int64_t kThousand = 1000;
  constexpr std::int64_t kMost = INT64_MAX / kThousand - 1;
  if (!number(text.substr(0, point), &whole) || whole < 0 || whole > kMost) return -1;
  if (point == text.npos) return whole * kThousand;
  if (text.size() != point + 4 || !number(text.substr(point + 1), &rest) || rest < 0) return -1;
  return whole * kThousand + rest;
}

std::string FormatSpan(std::int64_t nanoseconds) {
  // Three digits are enough.
  std::int64_t unit = 1;
  while (nanoseconds / unit >= 1000) unit *= 10;
  return absl::FormatDuration(absl::Nanoseconds(nanoseconds / unit * unit));
}

}  // namespace

absl::Status Timeline::Add(std::string_view text) {
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    const std::string_view part = text.substr(0, end);
    absl::Status added;
    if (rest_.empty()) {
      added = AddLine(part);
    } else {
      rest_ += part;
      added = AddLine(rest_);
      rest_.clear();
    }
    if (!added.ok()) return added;
    text.remove_prefix(end + 1);
  }
  rest_ += text;
  constexpr std::size_t kLongestLine = 4096;
  return rest_.size() <= kLongestLine
             ? absl::OkStatus()
             : absl::InvalidArgumentError("not a trace as Corix writes it");
}

absl::Status Timeline::Finish() {
  if (!complete_ || !rest_.empty())
    return absl::InvalidArgumentError("not a trace as Corix writes it: it has no end");
  // (A sleep that is not over was told an end, too.)
  return absl::OkStatus();
}

absl::Status Timeline::AddLine(std::string_view line) {
  ++line_;
  if (line_ == 1 && line == kTraceHead) return absl::OkStatus();
  if (line_ > 1 && !complete_) {
    if (line.starts_with(kTraceFoot)) {
      complete_ = true;
      lost_ = TraceFieldOf(line, "lost");
      return absl::OkStatus();
    }
    if (line.ends_with(',')) line.remove_suffix(1);
    if (line.starts_with("{\"ph\":\"") && line.ends_with('}')) return AddEvent(line);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("not a trace as Corix writes it: line ", line_, " is something else"));
}

absl::Status Timeline::AddEvent(std::string_view line) {
  const std::string_view phase = TraceFieldOf(line, "ph");
  const std::string_view name = TraceFieldOf(line, "name");
  const std::int64_t time = TraceTimeOf(TraceFieldOf(line, "ts"));
  const std::string_view track = TraceFieldOf(line, "tid");
  int tid = 0;
  if (time < 0 || !absl::SimpleAtoi(absl::string_view(track.data(), track.size()), &tid))
    return absl::InvalidArgumentError(absl::StrCat("line ", line_, ": no time, or no task"));
  if (phase == "M") {
    const std::size_t args = line.find("\"args\":");
    if (name == "thread_name" && tid != kKernelTrack && args != line.npos)
      rows_[tid].name = TraceFieldOf(line.substr(args), "name");
    return absl::OkStatus();
  }
  const std::int64_t length = phase == "X" ? TraceTimeOf(TraceFieldOf(line, "dur")) : 0;
  if (length < 0 || length > INT64_MAX - time)
    return absl::InvalidArgumentError(absl::StrCat("line ", line_, ": a slice without a length"));
  begin_ = begin_ < 0 ? time : std::min(begin_, time);
  end_ = std::max(end_, time + length);
  if (tid == kKernelTrack) return absl::OkStatus();
  Row& row = rows_[tid];
  if (phase == "X") {
    row.turns.push_back({time, time + length});
    row.ran += length;
  } else if (phase == "b") {
    row.slept_since = time;
  } else if (phase == "e" && row.slept_since >= 0) {
    row.sleeps.push_back({row.slept_since, time});
    row.slept_since = -1;
  } else if (phase == "i" && name == "created") {
    row.created = time;
  } else if (phase == "i" && name == "ended") {
    row.ended = time;
  }
  return absl::OkStatus();
}

// ---- Drawing ----

std::vector<int> Timeline::RowsToDraw(std::size_t most) const {
  std::vector<int> tids;
  tids.reserve(rows_.size());
  for (const auto& [tid, row] : rows_) tids.push_back(tid);
  if (tids.size() <= most) return tids;
  std::sort(tids.begin(), tids.end(), [&](int a, int b) {
    const auto of_a = rows_.at(a).ran;
    const auto of_b = rows_.at(b).ran;
    return of_a != of_b ? of_a > of_b : a < b;
  });
  tids.resize(most);
  std::sort(tids.begin(), tids.end());
  return tids;
}

// Adds to each column the part of the span that lies in it.
void Timeline::Spread(const Span& span, std::int64_t Cell::* share,
                      std::vector<Cell>& cells) const {
  const auto columns = static_cast<std::int64_t>(cells.size());
  const std::int64_t column = std::max<std::int64_t>(1, (end_ - begin_ + columns - 1) / columns);
  std::int64_t at = std::max(span.begin, begin_);
  while (at < span.end) {
    const std::int64_t index = std::min((at - begin_) / column, columns - 1);
    const std::int64_t next =
        index == columns - 1 ? span.end : std::min(span.end, begin_ + (index + 1) * column);
    cells[static_cast<std::size_t>(index)].*share += next - at;
    at = next;
  }
}

std::vector<Timeline::Cell> Timeline::CellsOf(const Row& row, std::size_t columns) const {
  std::vector<Cell> cells(columns);
  Spread({row.created < 0 ? begin_ : row.created, row.ended < 0 ? end_ : row.ended}, &Cell::alive,
         cells);
  for (const Span& turn : row.turns) Spread(turn, &Cell::ran, cells);
  for (const Span& sleep : row.sleeps) Spread(sleep, &Cell::slept, cells);
  return cells;
}

std::string Timeline::Draw(const Style& style) const {
  if (begin_ < 0 || rows_.empty()) return "nothing was recorded\n";
  const auto write = [&](const Mark& mark) { return style.ascii ? mark.ascii : mark.unicode; };
  const std::size_t columns =
      style.width > kRowLabel + kFewestCells ? style.width - kRowLabel : kFewestCells;
  const std::int64_t span = end_ - begin_;
  std::string text =
      absl::StrFormat("%6s %-14s %s in all; a column is %s", "TID", "NAME", FormatSpan(span),
                      FormatSpan(span / static_cast<std::int64_t>(columns)));
  if (lost_ != "0") absl::StrAppend(&text, "; ", lost_, " records before were lost");
  text += "\n";
  const std::vector<int> tids = RowsToDraw(style.most_rows);
  for (const int tid : tids) {
    const Row& row = rows_.at(tid);
    absl::StrAppend(&text, absl::StrFormat("%6d %-14s ", tid, row.name.substr(0, kLongestRowName)));
    std::string blanks;
    for (const Cell& cell : CellsOf(row, columns)) {
      if (cell.alive == 0 && cell.ran == 0) {
        blanks += " ";
        continue;
      }
      const std::int64_t ready = cell.alive - cell.ran - cell.slept;
      const Mark& mark = cell.ran * 2 > cell.alive ? kRan
                         : cell.ran > 0            ? kRanInPart
                         : ready > cell.slept      ? kWasReady
                                                   : kSlept;
      absl::StrAppend(&text, blanks, write(mark));
      blanks.clear();
    }
    text += "\n";
  }
  if (tids.size() < rows_.size())
    absl::StrAppend(&text, "and ", rows_.size() - tids.size(), " tasks that ran less\n");
  const char* separator = "       ";
  for (const Mark& mark : kMarks) {
    absl::StrAppend(&text, separator, write(mark), " ", mark.meaning);
    separator = "   ";
  }
  return text + "\n";
}

}  // namespace corix
