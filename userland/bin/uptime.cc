#include "syscalls/uptime.h"

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "syscalls/list_tasks.h"
#include "syscalls/now.h"
#include "userland/bin/programs.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

constexpr std::int64_t kMinutesOfADay = 1440;

Co<int> ShowUptime(ParsedArgs /*args*/) {
  const absl::Time now = co_yield Now();
  const absl::Duration up = co_yield Uptime();
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  const auto minutes = absl::ToInt64Minutes(up);
  const std::string days =
      minutes < kMinutesOfADay ? "" : absl::StrFormat("%d days, ", minutes / kMinutesOfADay);
  Print("%s up %s%d:%02d:%02d, %d tasks\n",
        absl::FormatTime("%H:%M:%S", now, absl::LocalTimeZone()), days, minutes / 60 % 24,
        minutes % 60, absl::ToInt64Seconds(up) % 60, tasks.size());
  co_return 0;
}

}  // namespace

extern const Program kUptime = {
    .name = "uptime",
    .params = "",
    .summary = "print the time, since when the kernel runs, and how many tasks there are",
    .tool = &ShowUptime,
    .most = 0,
};

}  // namespace corix
