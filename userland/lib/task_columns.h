// userland/lib/task_columns.h: tasks as a table, in the columns that are wanted.
//
// Each column says how wide it is at least, how a task's cell reads, and by what it is sorted; ps and
// its --help, and top, know no more than this table. What is shown of a task's name is printable,
// whatever it was called.
#ifndef CORIX_USERLAND_LIB_TASK_COLUMNS_H_
#define CORIX_USERLAND_LIB_TASK_COLUMNS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "syscalls/list_tasks.h"

namespace corix {

// What is known of a task, and how its name is drawn.
struct TaskRow {
  TaskInfo info;
  std::string where =
      {};  // its innermost call, as in /proc/TID/stack; empty if that was not asked for
  std::string command = {};  // the words with which it was started; likewise
  std::string branch = {};   // what is drawn before its name, in a tree
};

struct TaskColumn {
  // What more than ListTasks a column needs.
  enum class Source : std::uint8_t { kListTasks, kStack, kCommand };

  std::string_view name;
  int width;  // at least; negative: what is in it stands to the left
  std::string (*text)(const TaskRow& row);
  // By what it is sorted; nullptr: by its text.
  double (*number)(const TaskInfo& info) = nullptr;
  Source source = Source::kListTasks;
};

using TaskColumnList = std::vector<const TaskColumn*>;

absl::Span<const TaskColumn> TaskColumns();
// Those that ps shows if nothing else is asked for.
inline constexpr std::string_view kDefaultTaskColumns =
    "TID,PPID,PGID,S,PRI,TURNS,TRAPS,CPU,READY,IDLE,MEM,WAIT,NAME";

// In capitals or not, separated by commas. INVALID_ARGUMENT: there is no such column; the message
// lists those that there are.
absl::StatusOr<TaskColumnList> ParseTaskColumns(std::string_view list);
absl::StatusOr<const TaskColumn*> ParseTaskColumn(std::string_view name);

// Tasks that are equal in it keep their order.
void SortTasks(std::vector<TaskRow>& rows, const TaskColumn& column, bool reverse);

// With a line of names above. A cell that is wider than its column makes the column wider.
std::string TaskTable(const TaskColumnList& columns, const std::vector<TaskRow>& rows);

// "1.500s".
std::string TaskSeconds(absl::Duration duration);
// What a task does, or waits for: "Sleep(5s)", "(ready)".
std::string TaskDoing(const TaskInfo& info);
// How many tasks are ready to run, and have to wait for their turns: not the one that asks.
int LoadOf(const std::vector<TaskInfo>& tasks);
// "3 days, 0:05:12".
std::string UpFor(absl::Duration up);
// The same text without what would move a terminal's cursor.
std::string Printable(std::string_view text);
// How many columns of a terminal a printable text takes, each character being one wide.
int CharactersIn(std::string_view text);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_TASK_COLUMNS_H_
