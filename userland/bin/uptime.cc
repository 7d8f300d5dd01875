#include "syscalls/uptime.h"

#include "absl/time/time.h"
#include "syscalls/list_tasks.h"
#include "syscalls/now.h"
#include "userland/bin/programs.h"
#include "userland/lib/print.h"
#include "userland/lib/task_columns.h"

namespace corix {
namespace {

Co<int> ShowUptime(ParsedArgs /*args*/) {
  const absl::Time now = co_yield Now();
  const absl::Duration up = co_yield Uptime();
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  Print("%s up %s, %d tasks, load: %d\n", absl::FormatTime("%H:%M:%S", now, absl::LocalTimeZone()),
        UpFor(up), tasks.size(), LoadOf(tasks));
  co_return 0;
}

}  // namespace

extern const Program kUptime = {
    .name = "uptime",
    .params = "",
    .summary = "print the time, since when the kernel runs, how many tasks there are, and the load",
    .tool = &ShowUptime,
    .most = 0,
    .notes = "The load is how many tasks are ready to run now, and have to wait for their turns.",
};

}  // namespace corix
