#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "syscalls/list_tasks.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/family.h"
#include "userland/lib/kernel_view.h"
#include "userland/lib/parse.h"
#include "userland/lib/task_columns.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kPsOptions[] = {
    {.letter = 'A', .name = "all", .meaning = "all tasks, which it shows anyway"},
    {.letter = 'e', .meaning = "the same"},
    {.letter = 'H', .name = "tree", .meaning = "draw who spawned whom, in the column NAME"},
    {.letter = 'U', .name = "unicode", .meaning = "draw with lines, whatever the locale says"},
    {.letter = 'k',
     .name = "sort",
     .argument = "COLUMN",
     .meaning = "in the order of this column; -COLUMN: in reverse"},
    {.letter = 'o',
     .name = "columns",
     .argument = "LIST",
     .meaning = "only these columns, separated by commas"},
    {.letter = 'p', .name = "tid", .argument = "LIST", .meaning = "only these tasks"},
};

// What is asked for.
struct PsWish {
  TaskColumnList columns;
  std::vector<Tid> tids;  // none: all
  const TaskColumn* sort = nullptr;
  bool reverse = false;
};

absl::StatusOr<std::vector<Tid>> ParseTids(const std::string& list) {
  std::vector<Tid> tids;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(list, ','))) {
    const absl::StatusOr<Tid> tid = ParseTid(word);
    if (!tid.ok()) return tid.status();
    tids.push_back(*tid);
  }
  return tids;
}

absl::StatusOr<PsWish> ParseWish(const ParsedArgs& args) {
  PsWish wish;
  const std::string* const list = args.Argument('o');
  absl::StatusOr<TaskColumnList> columns =
      ParseTaskColumns(list == nullptr ? kDefaultTaskColumns : *list);
  if (!columns.ok()) return columns.status();
  wish.columns = *std::move(columns);
  if (const std::string* const only = args.Argument('p'); only != nullptr) {
    absl::StatusOr<std::vector<Tid>> tids = ParseTids(*only);
    if (!tids.ok()) return tids.status();
    wish.tids = *std::move(tids);
  }
  if (const std::string* const sort = args.Argument('k'); sort != nullptr) {
    wish.reverse = sort->starts_with('-');
    const absl::StatusOr<const TaskColumn*> column =
        ParseTaskColumn(std::string_view(*sort).substr(wish.reverse ? 1 : 0));
    if (!column.ok()) return column.status();
    wish.sort = *column;
  }
  return wish;
}

// What ListTasks does not say, for those columns that show it.
Co<void> FillIn(std::vector<TaskRow>* rows, const TaskColumnList* columns) {
  bool wants_stack = false;
  bool wants_command = false;
  for (const TaskColumn* column : *columns) {
    if (column->source == TaskColumn::Source::kStack) wants_stack = true;
    if (column->source == TaskColumn::Source::kCommand) wants_command = true;
  }
  for (TaskRow& row : *rows) {
    if (wants_stack) {
      const std::vector<std::string> stack = co_await ReadStack(row.info.tid);
      if (!stack.empty()) row.where = stack.front();
    }
    if (wants_command) {
      const absl::StatusOr<std::string> command =
          co_await ReadTextFile(absl::StrCat("/proc/", static_cast<int>(row.info.tid), "/cmdline"));
      if (command.ok()) row.command = std::string(absl::StripTrailingAsciiWhitespace(*command));
    }
  }
}

Co<int> ShowTasks(ParsedArgs args) {
  absl::StatusOr<PsWish> wish = ParseWish(args);
  if (!wish.ok()) co_return Complain(args.name(), wish.status());
  std::vector<TaskInfo> tasks = co_yield ListTasks();
  int status = 0;
  for (const Tid tid : wish->tids) {
    const bool lives = std::any_of(tasks.begin(), tasks.end(),
                                   [tid](const TaskInfo& info) { return info.tid == tid; });
    if (!lives) status = Fail(args, absl::StrCat("no task ", static_cast<int>(tid)));
  }
  std::vector<TaskRow> rows;
  for (TaskInfo& info : tasks) {
    const bool wanted = wish->tids.empty() || std::find(wish->tids.begin(), wish->tids.end(),
                                                        info.tid) != wish->tids.end();
    if (wanted) rows.push_back(TaskRow{.info = std::move(info)});
  }
  co_await FillIn(&rows, &wish->columns);
  if (wish->sort != nullptr) SortTasks(rows, *wish->sort, wish->reverse);
  if (args.Has('H')) {
    LineStyle style = co_await LineStyleOfLocale();
    if (args.Has('U')) style = LineStyle::kUnicode;
    rows = DrawFamily(std::move(rows), style);
  }
  Put(TaskTable(wish->columns, rows));
  co_return status;
}

}  // namespace

extern const Program kPs = {
    .name = "ps",
    .params = "",
    .summary = "list tasks: what they are, what they used, and what they wait for",
    .tool = &ShowTasks,
    .options = kPsOptions,
    .most = 0,
    .notes =
        "TID PPID PGID: the task, its parent (0: the kernel), its process group.\n"
        "  S: R can run, S sleeps, W waits until what it printed fits, T stopped, Z ended, D "
        "ends.\n"
        "  PRI: 0 for all; there is one policy, round robin, to which all are equal.\n"
        "  CPU READY IDLE: how long it computed, how long it could have and did not, since\n"
        "  when it cannot run. MEM: bytes of its frames. WAIT: the call in which it sleeps.\n"
        "  Only with -o: STATE in a word, WHERE it stands in the source, COMMAND with all words.",
};

}  // namespace corix
