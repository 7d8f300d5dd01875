#include <optional>
#include <vector>

#include "shell/builtins/builtins.h"
#include "syscalls/wait_task.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

constexpr int kNotFound = 127;

// How a task ended, which may have been noted already.
Co<int> WaitForOne(ShellState& state, Tid tid) {
  co_await ReapJobs(state);
  if (const Job* job = state.jobs.Find(tid); job != nullptr && job->ended.has_value()) {
    const int code = job->ended->code;
    state.jobs.Remove(tid);
    state.jobs.TakeRemembered(tid);
    co_return code;
  }
  if (const std::optional<ExitStatus> told = state.jobs.TakeRemembered(tid); told.has_value())
    co_return told->code;
  const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
  if (!status.ok()) {
    PrintError("wait: %s\n", status.status().message());
    co_return absl::IsNotFound(status.status()) ? kNotFound : 1;
  }
  state.jobs.Remove(tid);
  co_return status->code;
}

}  // namespace

Co<int> WaitBuiltin(ShellState& state, Args args) {
  if (args.size() == 1) {
    std::vector<Tid> jobs;
    for (const auto& [number, job] : state.jobs.jobs()) jobs.push_back(job.tid);
    for (const Tid tid : jobs) co_await WaitForOne(state, tid);
    co_return 0;
  }
  int status = 0;
  for (std::size_t i = 1; i < args.size(); ++i) {
    const absl::StatusOr<Tid> tid = ParseTid(args[i]);
    if (tid.ok()) {
      status = co_await WaitForOne(state, *tid);
    } else {
      PrintError("wait: %s\n", tid.status().message());
      status = 1;
    }
  }
  co_return status;
}

}  // namespace corix
