// Two polite tasks sleep and tick; a third one computes. In the first act it does so without a
// trap, and everything else stands still; the next two show what helps.

#include <algorithm>
#include <string>

#include "absl/time/time.h"
#include "syscalls/now.h"
#include "syscalls/run_blocking.h"
#include "syscalls/sleep.h"
#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/compute.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/task_group.h"

namespace corix {
namespace {

constexpr absl::Duration kPeriod = absl::Milliseconds(100);
// A tick that comes so soon after its time counts as punctual: the real clock is never exact.
constexpr absl::Duration kTolerance = absl::Milliseconds(10);

double Seconds(absl::Duration duration) { return absl::ToDoubleSeconds(duration); }

// Ticks five times, and says of each tick when it came and how late it was.
Process Polite(std::string word, absl::Time begin, absl::Duration* latest) {
  for (int tick = 1; tick <= 5; ++tick) {
    const absl::Time due = begin + tick * kPeriod;
    co_yield Sleep(due - CallNow(Now()));
    const absl::Time now = CallNow(Now());
    const absl::Duration late = now - due;
    *latest = std::max(*latest, late);
    Print("  %5.2f s  %s", Seconds(now - begin), word);
    if (late > kTolerance) Print(", %.2f s late", Seconds(late));
    Print("\n");
  }
}

Process ComputeWithoutTrap(absl::Duration duration) {
  Compute(duration);
  co_return;
}

// Time is looked at after every 64 turns if somebody can always run. So the turns are short.
Process ComputeAndYield(absl::Duration duration) {
  constexpr absl::Duration kSlice = absl::Microseconds(10);
  for (absl::Duration done; done < duration; done += kSlice) {
    Compute(kSlice);
    co_yield Yield();
  }
}

Process ComputeOnThread(absl::Duration duration) {
  auto job = [duration] { ChurnFor(duration); };
  co_yield RunBlocking(std::move(job));
}

// One act. The computing task is the last to begin, when the polite ones are asleep.
Co<> Play(const char* title, Process third) {
  Print("%s\n", title);
  absl::Duration latest;
  const absl::Time begin = co_yield Now();
  TaskGroup tasks;
  tasks.Spawn("tick", Polite("tick", begin, &latest));
  tasks.Spawn("tock", Polite("tock", begin, &latest));
  tasks.Spawn("third", std::move(third));
  (void)(co_yield tasks.Wait());
  if (latest > kTolerance) {
    Print("  The latest came %.2f s late.\n\n", Seconds(latest));
  } else {
    Print("  All came in time.\n\n");
  }
}

}  // namespace

Co<int> StubbornMain(Args args) {
  if (args.size() > 2) co_return ComplainOfUsage(args);
  constexpr absl::Duration kLongest = absl::Seconds(10);
  const absl::StatusOr<absl::Duration> length =
      ParseSeconds(args.size() == 2 ? args[1] : "0.35", kLongest);
  if (!length.ok()) co_return Complain(args[0], length.status());
  Print("Two tasks tick every %.2f s and sleep in between; a third one computes for %.2f s.\n\n",
        Seconds(kPeriod), Seconds(*length));
  co_await Play("1. It computes without a trap:", ComputeWithoutTrap(*length));
  co_await Play("2. It yields in its loop:", ComputeAndYield(*length));
  co_await Play("3. It computes on a thread of the host (RunBlocking):", ComputeOnThread(*length));
  Print("Nothing but a trap gives up the processor: one task that does not cooperate stops all.\n");
  co_return 0;
}

}  // namespace corix
