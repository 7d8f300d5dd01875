#include "shell.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "syscalls/signal_group.h"
#include "syscalls/wait_any_child.h"
#include "userland/lib/print.h"

namespace mini {
namespace {

using corix::ChildExit;
using corix::Signal;
using corix::SignalGroup;
using corix::WaitAnyChild;

bool IsControl(const std::string& word) {
  return word == "fg" || word == "bg" || word == "kill" || word == "stop";
}

void SignalJob(const Job& job, Signal signal) { (void)CallNow(SignalGroup(job.group(), signal)); }

// Those that are stopped run from now on: whoever waits for the job must not find it stopped still.
void Continue(Job& job) {
  for (Job::Member& member : job.members)
    if (member.status.has_value() && member.status->alive()) member.status.reset();
  SignalJob(job, Signal::kCont);
}

}  // namespace

Co<> MiniShell::TakeNote() {
  for (;;) {
    const absl::StatusOr<ChildExit> change = co_yield WaitAnyChild().OrStopped().WithoutSleeping();
    if (!change.ok()) co_return;
    table_.Mark(change->tid, change->status);
  }
}

Co<int> MiniShell::WaitFor(int number) {
  while (table_.Find(number)->state() == JobState::kRunning) {
    const absl::StatusOr<ChildExit> change = co_yield WaitAnyChild().OrStopped();
    if (!change.ok()) co_return 1;
    table_.Mark(change->tid, change->status);
  }
  const Job& job = *table_.Find(number);
  const int code = job.code();
  if (job.state() == JobState::kDone) table_.Remove(number);
  co_return code;
}

Co<int> MiniShell::Control(std::string what, Job& job) {
  if (what == "kill") SignalJob(job, Signal::kTerm);
  if (what == "stop") {
    SignalJob(job, Signal::kStop);
  } else {
    Continue(job);
  }
  if (what == "fg") co_return co_await WaitFor(job.number);
  co_return 0;
}

Co<int> MiniShell::Run(std::string text) {
  const absl::StatusOr<Line> line = Parse(text);
  if (!line.ok()) {
    corix::PrintError("%s\n", line.status().message());
    co_return 2;
  }
  if (line->commands.empty()) co_return 0;
  co_await TakeNote();
  const Words& first = line->commands.front();
  if (IsControl(first.front())) {
    int number = 0;
    if (first.size() == 2) (void)absl::SimpleAtoi(first[1], &number);
    Job* const job = table_.Find(number);
    if (job == nullptr || job->state() == JobState::kDone) {
      corix::PrintError("%s: there is no such job\n", text);
      co_return 1;
    }
    co_return co_await Control(first.front(), *job);
  }
  const std::vector<Tid> members = co_await StartPipeline(programs_, line->commands);
  const int number = table_.Add(line->text, members);
  if (line->background) co_return 0;
  co_return co_await WaitFor(number);
}

Co<std::vector<std::string>> MiniShell::Jobs() {
  co_await TakeNote();
  std::vector<std::string> lines;
  std::vector<int> done;
  for (const Job& job : table_.jobs()) {
    lines.push_back(Describe(job));
    if (job.state() == JobState::kDone) done.push_back(job.number);
  }
  for (const int number : done) table_.Remove(number);
  co_return lines;
}

}  // namespace mini
