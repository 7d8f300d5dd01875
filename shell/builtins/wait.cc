#include <optional>
#include <vector>

#include "shell/builtins/builtins.h"
#include "shell/traps.h"
#include "syscalls/wait_task.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// The exit code, or what a signal that came meanwhile stands for: then `broken` is set.
Co<int> WaitForOne(ShellState& state, Tid tid, bool& broken) {
  co_await ReapJobs(state);
  if (const std::optional<ExitStatus> told = state.jobs.TakeRemembered(tid); told.has_value())
    co_return told->code;
  const int number = state.jobs.NumberOf(tid);
  std::optional<ExitStatus> ended;
  if (number != 0) {
    for (const Job::Member& member : state.jobs.at(number).members)
      if (member.tid == tid && member.ended()) ended = member.status;
  }
  while (!ended.has_value()) {
    const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
    if (absl::IsAborted(status.status())) {
      const Signal signal = TakeCaught(state);
      if (signal == Signal::kNone) continue;
      co_await HearSignal(state, signal);
      broken = true;
      co_return 128 + static_cast<int>(signal);
    }
    if (!status.ok()) {
      PrintError("wait: %s\n", status.status().message());
      co_return absl::IsNotFound(status.status()) ? kNotFound : 1;
    }
    ended = *status;
    state.jobs.Mark(tid, *status);
  }
  // Who has been waited for is forgotten, but for members of a job that still runs.
  if (number != 0 && state.jobs.at(number).ended().has_value()) {
    const bool alone = state.jobs.at(number).members.size() == 1;
    state.jobs.Remove(number);
    if (alone) (void)state.jobs.TakeRemembered(tid);
  }
  co_return ended->code;
}

Co<int> WaitForJob(ShellState& state, int number, bool& broken) {
  const Job job = state.jobs.at(number);
  int status = 0;
  for (const Job::Member& member : job.members) {
    status = co_await WaitForOne(state, member.tid, broken);
    if (broken) break;
  }
  co_return status;
}

// Its argument: a job, or a task.
Co<int> WaitFor(ShellState& state, std::string target, bool& broken) {
  if (target.starts_with('%')) {
    const absl::StatusOr<int> number = state.jobs.Parse(target);
    if (number.ok()) co_return co_await WaitForJob(state, *number, broken);
    PrintError("wait: %s\n", number.status().message());
    co_return kNotFound;
  }
  const absl::StatusOr<Tid> tid = ParseTid(target);
  if (tid.ok()) co_return co_await WaitForOne(state, *tid, broken);
  PrintError("wait: %s\n", tid.status().message());
  co_return 1;
}

}  // namespace

Co<int> WaitBuiltin(ShellState& state, Args args) {
  bool broken = false;
  int status = 0;
  if (args.size() == 1) {
    std::vector<int> numbers;
    for (const auto& [number, job] : state.jobs.jobs()) numbers.push_back(number);
    for (const int number : numbers) {
      status = co_await WaitForJob(state, number, broken);
      if (broken) co_return status;
    }
    co_return 0;
  }
  for (std::size_t i = 1; i < args.size() && !broken; ++i)
    status = co_await WaitFor(state, args[i], broken);
  co_return status;
}

}  // namespace corix
