// Tasks as a table and as a tree: what ps and pstree print.

#include "userland/lib/task_columns.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/userland/made_tasks.h"
#include "userland/lib/family.h"

namespace corix {
namespace {

using testing::MakeTask;

std::vector<TaskRow> RowsOf(const std::vector<TaskInfo>& tasks) {
  std::vector<TaskRow> rows;
  for (const TaskInfo& info : tasks) rows.push_back(TaskRow{.info = info});
  return rows;
}

// ---- Tables ----

TEST(TaskColumnsTest, AnyCaseAndOneLineForWhatIsNone) {
  const absl::StatusOr<TaskColumnList> columns = ParseTaskColumns("tid,Name");
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(TaskTable(*columns, RowsOf({MakeTask(7, 1, "a\x1b[31m"), MakeTask(123456, 1, "b")})),
            "   TID NAME\n     7 a?[31m\n123456 b\n");
  EXPECT_TRUE(ParseTaskColumns(kDefaultTaskColumns).ok());
  for (const char* wrong : {"", "tid,", "nosuch", "tid name"}) {
    const absl::StatusOr<TaskColumnList> none = ParseTaskColumns(wrong);
    EXPECT_TRUE(absl::IsInvalidArgument(none.status())) << wrong;
    EXPECT_NE(none.status().message().find("READY"), std::string::npos) << none.status();
  }
}

TEST(TaskColumnsTest, EqualTasksKeepTheirOrder) {
  std::vector<TaskRow> rows =
      RowsOf({MakeTask(1, 0, "b"), MakeTask(2, 1, "a"), MakeTask(3, 1, "b"), MakeTask(10, 1, "a")});
  const auto tids = [&] {
    std::string text;
    for (const TaskRow& row : rows) absl::StrAppend(&text, int(row.info.tid), " ");
    return text;
  };
  SortTasks(rows, **ParseTaskColumn("name"), false);
  EXPECT_EQ(tids(), "2 10 1 3 ");
  SortTasks(rows, **ParseTaskColumn("TID"), true);
  EXPECT_EQ(tids(), "10 3 2 1 ");
  SortTasks(rows, **ParseTaskColumn("name"), true);
  EXPECT_EQ(tids(), "3 1 10 2 ");
}

// ---- Families ----

std::string Drawn(const std::vector<TaskInfo>& tasks, LineStyle style) {
  return TaskTable(*ParseTaskColumns("name"), DrawFamily(RowsOf(tasks), style));
}

TEST(FamilyTest, EachChildStandsBehindItsParent) {
  const std::vector<TaskInfo> tasks = {MakeTask(1, 0, "sh"), MakeTask(2, 1, "a"),
                                       MakeTask(3, 1, "b"), MakeTask(4, 2, "c"),
                                       MakeTask(5, 99, "orphan")};
  EXPECT_EQ(Drawn(tasks, LineStyle::kAscii), "NAME\nsh\n|- a\n|  `- c\n`- b\norphan\n");
  EXPECT_EQ(Drawn(tasks, LineStyle::kUnicode), "NAME\nsh\n├─ a\n│  └─ c\n└─ b\norphan\n");
  EXPECT_EQ(Drawn({}, LineStyle::kAscii), "NAME\n");
}

TEST(FamilyTest, TheTreeFoldsWhatLooksTheSame) {
  const std::vector<TaskInfo> tasks = {
      MakeTask(1, 0, "sh"),  MakeTask(2, 1, "nap"), MakeTask(3, 1, "sh"),  MakeTask(4, 1, "nap"),
      MakeTask(5, 1, "sh"),  MakeTask(6, 3, "nap"), MakeTask(7, 5, "nap"), MakeTask(8, 5, "nap"),
      MakeTask(9, 1, "nap"), MakeTask(10, 0, "x"),  MakeTask(11, 1, "sh"), MakeTask(12, 11, "nap")};
  EXPECT_EQ(DrawFamilyTree(tasks, 0, false, LineStyle::kAscii),
            "sh-+-3*[nap]\n"
            "   |-2*[sh---nap]\n"
            "   `-sh---2*[nap]\n"
            "x\n");
  EXPECT_EQ(DrawFamilyTree(tasks, 5, true, LineStyle::kUnicode),
            "sh(5)─┬─nap(7)\n"
            "      └─nap(8)\n");
  EXPECT_EQ(DrawFamilyTree({}, 0, false, LineStyle::kAscii), "");
}

// A line of 20,000 children of children does not take the square of that, nor the host's stack.
TEST(FamilyTest, DeepFamiliesAreCutOff) {
  std::vector<TaskInfo> tasks;
  for (int tid = 1; tid <= 20000; ++tid) tasks.push_back(MakeTask(tid, tid - 1, "p"));
  EXPECT_LT(Drawn(tasks, LineStyle::kAscii).size(), 20000U * 4 * (kDeepestBranch + 2));
  const std::string tree = DrawFamilyTree(tasks, 0, false, LineStyle::kAscii);
  EXPECT_TRUE(tree.ends_with("p---...\n"));
  EXPECT_LT(tree.size(), 1000U);
}

}  // namespace
}  // namespace corix
