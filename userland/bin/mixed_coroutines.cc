// Six tasks in one event loop: four that wait, one that computes, one that looks every half a
// second whether the others are still there.

#include "absl/strings/str_cat.h"
#include "syscalls/sleep.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/compute.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

Process IoBound(int seconds, absl::Duration second) {
  Print("%ds IO Bound started\n", seconds);
  co_yield Sleep(seconds * second);
  Print("%ds IO Bound finished\n", seconds);
}

// Never traps, so that nothing else happens between its two lines. (They are delivered together,
// when its turn ends.)
Process CpuBound(int seconds, absl::Duration second) {
  Print("%ds CPU Bound started\n", seconds);
  Compute(seconds * second);
  Print("%ds CPU Bound finished\n", seconds);
  co_return;
}

// Looks until it is the last of the tasks, which end it when they go.
Process Poll(const TaskGroup& tasks, absl::Duration second) {
  do {
    Print("Poll\n");
    co_yield Sleep(second / 2);
  } while (tasks.size() > 1);
}

}  // namespace

// All are started before the first of them begins.
Co<int> MixedCoroutinesMain(Args args) {
  if (args.size() > 2) co_return ComplainOfUsage(args);
  constexpr absl::Duration kLongest = absl::Hours(1);
  const absl::StatusOr<absl::Duration> second =
      ParseSeconds(args.size() == 2 ? args[1] : "1", kLongest);
  if (!second.ok()) co_return Complain(args[0], second.status());
  TaskGroup tasks;
  for (int seconds = 0; seconds < 4; ++seconds)
    tasks.Spawn(absl::StrCat(seconds, "s-io"), IoBound(seconds, *second));
  tasks.Spawn("2s-cpu", CpuBound(2, *second));
  tasks.Spawn("poll", Poll(tasks, *second));
  (void)(co_yield tasks.Wait());
  Print("Event loop completed\n");
  co_return 0;
}

}  // namespace corix
