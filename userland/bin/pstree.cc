#include <algorithm>

#include "absl/strings/str_cat.h"
#include "syscalls/list_tasks.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/family.h"
#include "userland/lib/parse.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kPstreeOptions[] = {
    {.letter = 'A', .name = "ascii", .meaning = "draw in ASCII, whatever the locale says"},
    {.letter = 'U', .name = "unicode", .meaning = "draw with lines, whatever the locale says"},
    {.letter = 'p', .name = "show-tids", .meaning = "with task ids; then nothing is folded"},
};

Co<int> ShowTree(ParsedArgs args) {
  absl::StatusOr<Tid> top = Tid(0);
  if (!args.operands().empty()) top = ParseTid(args.operands()[0]);
  if (!top.ok()) co_return Complain(args.name(), top.status());
  LineStyle style = co_await LineStyleOfLocale();
  const char asked = args.LastOf("AU");
  if (asked != '\0') style = asked == 'U' ? LineStyle::kUnicode : LineStyle::kAscii;
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  const bool is_there = std::any_of(tasks.begin(), tasks.end(),
                                    [&](const TaskInfo& info) { return info.tid == *top; });
  if (*top != 0 && !is_there)
    co_return Fail(args, absl::StrCat("no task ", static_cast<int>(*top)));
  Put(DrawFamilyTree(tasks, *top, args.Has('p'), style));
  co_return 0;
}

}  // namespace

extern const Program kPstree = {
    .name = "pstree",
    .params = "[TID]",
    .summary = "draw who spawned whom: of all tasks, or of one and its descendants",
    .tool = &ShowTree,
    .options = kPstreeOptions,
    .most = 1,
    .notes = "Branches that look the same are drawn once: 3*[sleep].",
};

}  // namespace corix
