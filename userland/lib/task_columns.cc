#include "userland/lib/task_columns.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "kernel/api/absl_view.h"

namespace corix {
namespace {

std::string Number(std::uint64_t number) { return absl::StrCat(number); }

// In the order in which they are listed.
constexpr std::array kColumns = {
    TaskColumn{"TID", 5, [](const TaskRow& row) { return Number(row.info.tid); },
               [](const TaskInfo& info) { return double(info.tid); }},
    TaskColumn{"PPID", 5, [](const TaskRow& row) { return Number(row.info.parent); },
               [](const TaskInfo& info) { return double(info.parent); }},
    TaskColumn{"PGID", 5, [](const TaskRow& row) { return Number(row.info.process_group); },
               [](const TaskInfo& info) { return double(info.process_group); }},
    TaskColumn{"S", 1, [](const TaskRow& row) { return std::string(1, row.info.StateLetter()); }},
    // (There is one policy, and to it all are equal.)
    TaskColumn{"PRI", 3, [](const TaskRow&) { return std::string("0"); },
               [](const TaskInfo&) { return 0.0; }},
    TaskColumn{"TURNS", 7, [](const TaskRow& row) { return Number(row.info.turns); },
               [](const TaskInfo& info) { return double(info.turns); }},
    TaskColumn{"TRAPS", 7, [](const TaskRow& row) { return Number(row.info.traps); },
               [](const TaskInfo& info) { return double(info.traps); }},
    TaskColumn{"CPU", 7, [](const TaskRow& row) { return TaskSeconds(row.info.cpu); },
               [](const TaskInfo& info) { return absl::ToDoubleSeconds(info.cpu); }},
    TaskColumn{"READY", 7, [](const TaskRow& row) { return TaskSeconds(row.info.ready); },
               [](const TaskInfo& info) { return absl::ToDoubleSeconds(info.ready); }},
    TaskColumn{"IDLE", 7, [](const TaskRow& row) { return TaskSeconds(row.info.idle); },
               [](const TaskInfo& info) { return absl::ToDoubleSeconds(info.idle); }},
    TaskColumn{"MEM", 6, [](const TaskRow& row) { return Number(row.info.frame_bytes); },
               [](const TaskInfo& info) { return double(info.frame_bytes); }},
    TaskColumn{"WAIT", -16, [](const TaskRow& row) { return TaskDoing(row.info); }},
    TaskColumn{
        "NAME", -8,
        [](const TaskRow& row) { return absl::StrCat(row.branch, Printable(row.info.name)); }},
    TaskColumn{"STATE", -8, [](const TaskRow& row) { return std::string(row.info.StateWord()); }},
    TaskColumn{"WHERE", -24, [](const TaskRow& row) { return row.where.empty() ? "-" : row.where; },
               nullptr, TaskColumn::Source::kStack},
    TaskColumn{"COMMAND", -16, [](const TaskRow& row) { return Printable(row.command); }, nullptr,
               TaskColumn::Source::kCommand},
};

std::string ColumnNames() {
  return absl::StrJoin(kColumns, ", ", [](std::string* out, const TaskColumn& column) {
    absl::StrAppend(out, AbslView(column.name));
  });
}

void AppendCell(std::string& line, const std::string& text, int width, bool is_left, bool is_last) {
  const auto blanks = static_cast<std::size_t>(std::max(0, width - CharactersIn(text)));
  if (!line.empty()) line += ' ';
  if (!is_left) line.append(blanks, ' ');
  line += text;
  if (is_left && !is_last) line.append(blanks, ' ');
}

}  // namespace

absl::Span<const TaskColumn> TaskColumns() { return kColumns; }

absl::StatusOr<const TaskColumn*> ParseTaskColumn(std::string_view name) {
  for (const TaskColumn& column : kColumns) {
    if (absl::EqualsIgnoreCase(AbslView(column.name), AbslView(name))) return &column;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no column '", Printable(name), "'; there are ", ColumnNames()));
}

absl::StatusOr<TaskColumnList> ParseTaskColumns(std::string_view list) {
  TaskColumnList columns;
  for (const std::string& name : std::vector<std::string>(absl::StrSplit(AbslView(list), ','))) {
    const absl::StatusOr<const TaskColumn*> column = ParseTaskColumn(name);
    if (!column.ok()) return column.status();
    columns.push_back(*column);
  }
  return columns;
}

void SortTasks(std::vector<TaskRow>& rows, const TaskColumn& column, bool reverse) {
  const auto is_less = [&](const TaskRow& a, const TaskRow& b) {
    if (column.number != nullptr) return column.number(a.info) < column.number(b.info);
    return column.text(a) < column.text(b);
  };
  // (Not std::stable_sort: with this library's, clang warns of the library.)
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (is_less(rows[a], rows[b])) return !reverse;
    if (is_less(rows[b], rows[a])) return reverse;
    return a < b;
  });
  std::vector<TaskRow> sorted;
  sorted.reserve(rows.size());
  for (const std::size_t i : order) sorted.push_back(std::move(rows[i]));
  rows = std::move(sorted);
}

std::string TaskTable(const TaskColumnList& columns, const std::vector<TaskRow>& rows) {
  std::vector<int> widths;
  std::vector<std::vector<std::string>> lines(rows.size() + 1);
  for (const TaskColumn* column : columns) {
    int width = std::abs(column->width);
    lines[0].emplace_back(column->name);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      lines[i + 1].push_back(column->text(rows[i]));
      width = std::max(width, CharactersIn(lines[i + 1].back()));
    }
    widths.push_back(width);
  }
  std::string text;
  for (const std::vector<std::string>& cells : lines) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i)
      AppendCell(line, cells[i], widths[i], columns[i]->width < 0, i + 1 == cells.size());
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

std::string TaskSeconds(absl::Duration duration) {
  return absl::StrFormat("%.3fs", absl::ToDoubleSeconds(duration));
}

std::string TaskDoing(const TaskInfo& info) {
  if (!info.waits_in.empty()) return Printable(info.waits_in);
  return absl::StrCat("(", AbslView(info.StateWord()), ")");
}

int LoadOf(const std::vector<TaskInfo>& tasks) {
  return static_cast<int>(std::count_if(tasks.begin(), tasks.end(), [](const TaskInfo& info) {
    return info.StateLetter() == 'R' && !info.running;
  }));
}

std::string UpFor(absl::Duration up) {
  constexpr std::int64_t kMinutesOfADay = 1440;
  const std::int64_t minutes = absl::ToInt64Minutes(up);
  const std::string days =
      minutes < kMinutesOfADay ? "" : absl::StrFormat("%d days, ", minutes / kMinutesOfADay);
  return absl::StrFormat("%s%d:%02d:%02d", days, minutes / 60 % 24, minutes % 60,
                         absl::ToInt64Seconds(up) % 60);
}

std::string Printable(std::string_view text) {
  std::string printable(text);
  for (char& c : printable) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = '?';
  }
  return printable;
}

int CharactersIn(std::string_view text) {
  constexpr int kContinuation = 0x80;
  constexpr int kContinuationMask = 0xc0;
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & kContinuationMask) != kContinuation;
  }));
}

}  // namespace corix
