#include <vector>

#include "absl/strings/str_cat.h"
#include "shell/builtins/builtins.h"

namespace corix {

Co<int> JobsBuiltin(ShellState& state, Args args) {
  if (args.size() != 1) co_return Misused(state, args);
  co_await ReapJobs(state);
  std::vector<int> told;
  for (const auto& [number, job] : state.jobs.jobs()) {
    absl::StrAppend(&state.out, state.jobs.Describe(number), "\n");
    if (job.ended().has_value()) told.push_back(number);
  }
  for (const int number : told) state.jobs.Remove(number);
  co_return 0;
}

}  // namespace corix
