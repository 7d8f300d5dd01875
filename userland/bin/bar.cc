// The scheduler program of the seeds. There, a foo and bar are started side by side, bar starts a
// second foo, and kills the first. Here bar is started alone, so it starts both.

#include "syscalls/get_tid.h"
#include "syscalls/kill_task.h"
#include "syscalls/new_task.h"
#include "syscalls/yield.h"
#include "userland/bin/foo.h"
#include "userland/bin/programs.h"
#include "userland/lib/print.h"

namespace corix {

Co<int> BarMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  const Tid victim = co_yield NewTask("foo", Foo());
  const Tid tid = co_yield GetTid();
  Print("I'm bar and I'm living in %d process\n", tid);
  co_yield NewTask("foo", Foo());
  for (int step = 0; step < 3; ++step) {
    Print("Bar %d is in %d step\n", tid, step);
    co_yield Yield();
  }
  co_yield KillTask(victim);
  co_return 0;
}

}  // namespace corix
