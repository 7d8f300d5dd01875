#include "tests/sweep.h"

#include <algorithm>
#include <string>

namespace corix::testing {
namespace {

// Notes the largest tid there ever was.
class Census final : public Observer {
 public:
  void Created(const Task& task) override { last_ = std::max<int>(last_, task.tid()); }
  int last() const { return last_; }

 private:
  int last_ = 0;
};

struct Run {
  int turns = 0;        // how many there were
  int last_tid = 0;     // of its tasks
  bool struck = false;  // whether the victim lived at that moment
  bool failed = false;
};

// One run, in which `victim` is struck after the turn of this number.
Run RunOnce(const std::function<Process()>& scenario,
            const std::function<bool(Kernel&, Tid)>& strike, Tid victim, int moment,
            const SweepOptions& options) {
  const Capture capture;
  Census census;
  KernelOptions kernel_options = VirtualOptions(capture);
  kernel_options.observers = {&census};
  Run run;
  Kernel kernel(kernel_options);
  const Tid first = kernel.Spawn("scenario", scenario());
  // (A task that was stopped goes on when nobody else can.)
  while (kernel.Step() || kernel.SignalTask(victim, Signal::kCont)) {
    if (++run.turns == moment) {
      run.struck = strike(kernel, victim);
      ExpectSound(kernel);
    }
    if (run.turns > options.most_turns) break;
  }
  const LeakReport left = kernel.Leaks();
  const std::string when =
      absl::StrCat("task ", static_cast<int>(victim), " struck after turn ", moment);
  if (run.turns > options.most_turns) {
    ADD_FAILURE() << when << ": it never ends";
    run.failed = true;
  } else if (left.tasks > 0) {
    ADD_FAILURE() << when << ": somebody waits for ever\n" << kernel.Run().message();
    run.failed = true;
  }
  if (!run.failed) {
    (void)kernel.TakeExit(first);
    const LeakReport leaks = kernel.Leaks();
    if (!leaks.clean()) {
      ADD_FAILURE() << when << ": " << leaks.ToString();
      run.failed = true;
    }
    ExpectSound(kernel);
  }
  run.last_tid = census.last();
  return run;
}

int Sweep(const std::function<Process()>& scenario, const std::function<bool(Kernel&, Tid)>& strike,
          const SweepOptions& options, const std::function<void()>& check) {
  int runs = 1;
  const Run undisturbed = RunOnce(scenario, strike, 0, 0, options);
  if (check != nullptr) check();
  int last_tid = undisturbed.last_tid;
  for (int victim = options.strike_scenario ? 1 : 2; victim <= last_tid; ++victim) {
    bool was_there = false;
    for (int moment = 1;; ++moment) {
      const Run run = RunOnce(scenario, strike, victim, moment, options);
      ++runs;
      if (check != nullptr) check();
      if (run.failed || ::testing::Test::HasFailure()) return runs;
      last_tid = std::max(last_tid, run.last_tid);
      was_there = was_there || run.struck;
      // The run had come to its end before that moment.
      if (run.turns < moment) break;
      if (was_there && !run.struck) break;
    }
  }
  return runs;
}

}  // namespace

int SweepKills(const std::function<Process()>& scenario, SweepOptions options,
               const std::function<void()>& check) {
  const auto kill = [](Kernel& kernel, Tid tid) { return kernel.EndTask(tid); };
  return Sweep(scenario, kill, options, check);
}

int SweepCancels(const std::function<Process()>& scenario, SweepOptions options,
                 const std::function<void()>& check) {
  const auto cancel = [](Kernel& kernel, Tid tid) { return kernel.CancelTask(tid); };
  return Sweep(scenario, cancel, options, check);
}

int SweepStops(const std::function<Process()>& scenario, SweepOptions options,
               const std::function<void()>& check) {
  const auto stop = [](Kernel& kernel, Tid tid) { return kernel.SignalTask(tid, Signal::kStop); };
  return Sweep(scenario, stop, options, check);
}

}  // namespace corix::testing
