#include <optional>
#include <vector>

#include "shell/builtins/builtins.h"
#include "syscalls/wait_task.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// How a task ended, which may have been noted already.
Co<int> WaitForOne(ShellState& state, Tid tid) {
  co_await ReapJobs(state);
  if (const std::optional<ExitStatus> told = state.jobs.TakeRemembered(tid); told.has_value())
    co_return told->code;
  const int number = state.jobs.NumberOf(tid);
  std::optional<ExitStatus> ended;
  if (number != 0) {
    for (const Job::Member& member : state.jobs.jobs().at(number).members) {
      if (member.tid == tid) ended = member.ended;
    }
  }
  if (!ended.has_value()) {
    const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
    if (!status.ok()) {
      PrintError("wait: %s\n", status.status().message());
      co_return absl::IsNotFound(status.status()) ? kNotFound : 1;
    }
    ended = *status;
    state.jobs.MarkEnded(tid, *status);
  }
  // Who has been waited for is forgotten, but for members of a job that still runs.
  if (number != 0 && state.jobs.jobs().at(number).ended().has_value()) {
    const Job job = state.jobs.jobs().at(number);
    state.jobs.Remove(number);
    if (job.members.size() == 1) (void)state.jobs.TakeRemembered(tid);
  }
  co_return ended->code;
}

Co<int> WaitForJob(ShellState& state, int number) {
  const Job job = state.jobs.jobs().at(number);
  int status = 0;
  for (const Job::Member& member : job.members) status = co_await WaitForOne(state, member.tid);
  co_return status;
}

}  // namespace

Co<int> WaitBuiltin(ShellState& state, Args args) {
  if (args.size() == 1) {
    std::vector<int> numbers;
    for (const auto& [number, job] : state.jobs.jobs()) numbers.push_back(number);
    for (const int number : numbers) co_await WaitForJob(state, number);
    co_return 0;
  }
  int status = 0;
  for (std::size_t i = 1; i < args.size(); ++i) {
    if (args[i].starts_with('%')) {
      const int number = state.jobs.Parse(args[i]);
      if (number == 0) {
        PrintError("wait: %s: no such job\n", args[i]);
        status = kNotFound;
        continue;
      }
      status = co_await WaitForJob(state, number);
      continue;
    }
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
