#include <vector>

#include "shell/builtins/builtins.h"
#include "userland/lib/print.h"

namespace corix {

Co<int> JobsBuiltin(ShellState& state, Args args) {
  if (args.size() != 1) co_return ComplainOfBuiltinUsage(args);
  co_await ReapJobs(state);
  std::vector<Tid> told;
  for (const auto& [number, job] : state.jobs.jobs()) {
    Print("%s\n", state.jobs.Describe(number));
    if (job.ended.has_value()) told.push_back(job.tid);
  }
  for (const Tid tid : told) state.jobs.Remove(tid);
  co_return 0;
}

}  // namespace corix
