// Who has the terminal: the shell, or one of its jobs.

#include <utility>
#include <vector>

#include "shell/jobs.h"
#include "shell/state.h"
#include "shell/traps.h"
#include "syscalls/control_terminal.h"
#include "syscalls/get_tid.h"
#include "syscalls/ignore_signals.h"
#include "syscalls/set_foreground.h"
#include "syscalls/set_group.h"
#include "syscalls/signal_group.h"
#include "syscalls/take_signal.h"
#include "syscalls/wait_any_child.h"
#include "syscalls/wait_task.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

// What is done to a whole job. (Its tasks may all have ended meanwhile.)
void SignalJob(const Job& job, Signal signal) { (void)CallNow(SignalGroup(job.group, signal)); }

// A key that came just before the job was in the foreground was meant for it all the same.
void HandOn(const ShellState& state, const Job& job) {
  for (const Signal signal : {Signal::kInt, Signal::kQuit, Signal::kTstp}) {
    const bool is_trapped = state.traps.Find(signal) != nullptr;
    if (!is_trapped && CallNow(TakeSignal(SignalSet(signal))).has_value()) SignalJob(job, signal);
  }
}

// Until the job has ended, or was stopped; or until the shell is to leave.
Process WaitForJob(ShellState& state, Job& job) {
  Signal later = Signal::kNone;
  while (!job.ended().has_value() && !job.stopped().has_value()) {
    HandOn(state, job);
    const absl::StatusOr<ChildExit> child = co_yield WaitAnyChild().OrStopped();
    if (absl::IsNotFound(child.status())) break;
    if (child.ok()) {
      job.Mark(child->tid, child->status);
      state.jobs.Mark(child->tid, child->status);
      continue;
    }
    HandOn(state, job);
    const Signal signal = TakeCaught(state);
    // Nobody is there any more who could end the job. Else signals are heard of when it is over.
    if (signal == Signal::kHup) co_await HearSignal(state, signal);
    if (state.flow == Flow::kExit) co_return;
    if (signal != Signal::kHup && signal != Signal::kNone) later = signal;
  }
  co_await HearSignal(state, later);
}

// Without job control: children are waited for one after the other.
Process WaitForChildren(ShellState& state, Job& job, const std::string& name) {
  for (Job::Member& member : job.members) {
    absl::StatusOr<ExitStatus> status = absl::AbortedError("");
    while (absl::IsAborted(status.status())) status = co_yield WaitTask(member.tid);
    if (status.ok()) {
      member.status = *status;
    } else {
      PrintError("%s: %s: %s\n", state.options.name, name, status.status().message());
      member.status = ExitStatus::Returned(1);
    }
  }
}

void TellOfEnd(const std::string& name, const Job::Member& member) {
  // As in other shells, the end of a pipe's reader is not worth a word, nor is what Ctrl-C has ended.
  const bool tells = member.status->cause == ExitStatus::Cause::kKilled &&
                     member.status->signal != Signal::kPipe &&
                     member.status->signal != Signal::kInt;
  if (tells) PrintError("%s: task %d: %s\n", name, member.tid, DescribeStatus(member.status));
}

}  // namespace

void TakeControl(ShellState& state) {
  (void)CallNow(SetGroup(state.self, state.self));
  (void)CallNow(SetForeground(state.self));
  // (If there is no terminal, or none that is ours, there are jobs all the same.)
  (void)CallNow(ControlTerminal(kStdin));
  state.job_control = true;
  SettleSignals(state);
}

Beginning::Beginning(const ShellState& state, Ground ground, Tid job_group) : group(job_group) {
  joins = state.job_control && ground != Ground::kOwn;
  comes_to_front = joins && ground == Ground::kFore;
  if (joins || ground == Ground::kFore) return;
  // One for which the shell waits, in its own group, is not to be stopped. And Ctrl-C is not meant
  // for what is in the background.
  ignored = state.ignores_now | (ground == Ground::kBack ? SignalSet(Signal::kInt, Signal::kQuit)
                                                         : SignalSet(Signal::kTstp));
  if (!state.job_control && ground == Ground::kOwn) ignored.reset();
}

Co<int> Begin(Beginning beginning, Co<int> body) {
  if (beginning.joins) {
    const Tid self = CallNow(GetTid());
    const Tid group = beginning.group == 0 ? self : beginning.group;
    (void)CallNow(SetGroup(self, group));
    if (beginning.comes_to_front) (void)CallNow(SetForeground(group));
  }
  if (beginning.ignored.has_value()) (void)CallNow(IgnoreSignals(*beginning.ignored));
  co_return co_await std::move(body);
}

Process WaitForForeground(ShellState& state, std::string name, Job job) {
  if (!state.job_control) {
    co_await WaitForChildren(state, job, name);
    for (const Job::Member& member : job.members) TellOfEnd(name, member);
    state.status = job.members.back().status->code;
    co_return;
  }
  co_await WaitForJob(state, job);
  (void)CallNow(SetForeground(state.self));
  if (const std::optional<ExitStatus> stopped = job.stopped(); stopped.has_value()) {
    state.status = stopped->code;
    job.changed = false;
    const int number = state.jobs.Add(std::move(job));
    PrintError("\n%s\n", state.jobs.Describe(number));
    // Nobody wants a loop to begin its next round now.
    if (state.loops > 0) state.flow = Flow::kAbort;
    co_return;
  }
  const std::optional<ExitStatus> ended = job.ended();
  if (!ended.has_value()) co_return;
  state.status = ended->code;
  if (ended->cause == ExitStatus::Cause::kKilled && ended->signal == Signal::kInt) {
    // What was typed after the command is not wanted any more either.
    PrintError("\n");
    state.flow = Flow::kAbort;
    co_return;
  }
  for (const Job::Member& member : job.members) TellOfEnd(name, member);
}

Process ContinueInForeground(ShellState& state, int number) {
  Job job = state.jobs.Take(number);
  PrintError("%s\n", job.command);
  (void)CallNow(SetForeground(job.group));
  for (Job::Member& member : job.members)
    if (member.stopped()) member.status.reset();
  SignalJob(job, Signal::kCont);
  const std::string name = job.command.substr(0, job.command.find(' '));
  co_await WaitForForeground(state, name, std::move(job));
}

void ContinueInBackground(ShellState& state, int number) {
  Job& job = state.jobs.at(number);
  for (Job::Member& member : job.members)
    if (member.stopped()) member.status.reset();
  job.changed = false;
  SignalJob(job, Signal::kCont);
}

Co<bool> MayLeave(ShellState& state) {
  if (!state.options.interactive) co_return true;
  co_await ReapJobs(state);
  if (!state.jobs.AnyStopped()) co_return true;
  // Twice in a row is meant.
  if (state.warned_at == state.commands_read - 1) co_return true;
  state.warned_at = state.commands_read;
  PrintError("There are stopped jobs.\n");
  co_return false;
}

}  // namespace corix
