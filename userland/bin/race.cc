#include "syscalls/new_task.h"
#include "syscalls/wait_any_child.h"
#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// Runs so many laps, one a turn; its exit code is their number.
Co<int> Runner(std::string name, int laps) {
  for (int lap = 1; lap <= laps; ++lap) {
    Print("%s: lap %d\n", name, lap);
    co_yield Yield();
  }
  co_return laps;
}

}  // namespace

// Two runners take turns; the referee reports how far each one ran, in the order in which they
// ended.
Co<int> RaceMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  const Tid hare = co_yield NewTask("hare", Runner("hare", 2));
  co_yield NewTask("tortoise", Runner("tortoise", 3));
  for (int runners = 2; runners > 0; --runners) {
    const absl::StatusOr<ChildExit> child = co_yield WaitAnyChild();
    if (!child.ok()) co_return Complain(args[0], child.status());
    Print("the %s ran %d laps\n", child->tid == hare ? "hare" : "tortoise", child->status.code);
  }
  co_return 0;
}

}  // namespace corix
