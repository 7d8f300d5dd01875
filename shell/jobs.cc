#include "shell/jobs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "kernel/api/absl_view.h"
#include "shell/state.h"
#include "syscalls/wait_any_child.h"
#include "userland/lib/print.h"

namespace corix {

bool Job::Member::stopped() const {
  return status.has_value() && status->cause == ExitStatus::Cause::kStopped;
}

bool Job::Member::ended() const { return status.has_value() && !stopped(); }

std::optional<ExitStatus> Job::ended() const {
  for (const Member& member : members) {
    if (!member.ended()) return std::nullopt;
  }
  return members.back().status;
}

std::optional<ExitStatus> Job::stopped() const {
  std::optional<ExitStatus> how;
  for (const Member& member : members) {
    if (!member.status.has_value()) return std::nullopt;
    if (member.stopped()) how = member.status;
  }
  return how;
}

bool Job::Has(Tid tid) const {
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& member) { return member.tid == tid; });
}

void Job::Mark(Tid tid, ExitStatus status) {
  const bool was_stopped = stopped().has_value();
  for (Member& member : members) {
    if (member.tid != tid || member.ended()) continue;
    member.status = status;
    if (status.cause == ExitStatus::Cause::kContinued) member.status.reset();
  }
  if (stopped().has_value() != was_stopped) changed = !was_stopped;
}

int JobTable::Add(Job job) {
  const int number = jobs_.empty() ? 1 : jobs_.rbegin()->first + 1;
  jobs_[number] = std::move(job);
  recent_.push_back(number);
  return number;
}

void JobTable::Mark(Tid tid, ExitStatus status) {
  const int number = NumberOf(tid);
  if (number == 0) return;
  Job& job = jobs_.at(number);
  job.Mark(tid, status);
  if (!job.stopped().has_value()) return;
  std::erase(recent_, number);
  recent_.push_back(number);
}

int JobTable::NumberOf(Tid tid) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(),
                                  [&](const auto& entry) { return entry.second.Has(tid); });
  return found == jobs_.end() ? 0 : found->first;
}

// Those that are stopped come first, and the later ones before the earlier.
int JobTable::InLine(std::size_t place) const {
  for (const bool stopped : {true, false}) {
    for (auto number = recent_.rbegin(); number != recent_.rend(); ++number) {
      if (jobs_.at(*number).stopped().has_value() != stopped) continue;
      if (place-- == 0) return *number;
    }
  }
  return 0;
}

absl::StatusOr<int> JobTable::Parse(std::string_view text) const {
  const auto no_such_job = [&] {
    return absl::NotFoundError(absl::StrCat(AbslView(text), ": no such job"));
  };
  if (!text.starts_with('%')) return no_such_job();
  const std::string_view name = text.substr(1);
  if (name.empty() || name == "%" || name == "+") {
    if (current() == 0) return no_such_job();
    return current();
  }
  if (name == "-") {
    if (current() == 0) return no_such_job();
    return previous() == 0 ? current() : previous();
  }
  int number = 0;
  if (absl::SimpleAtoi(AbslView(name), &number)) {
    if (!jobs_.contains(number)) return no_such_job();
    return number;
  }
  const bool anywhere = name.starts_with('?');
  int found = 0;
  for (const auto& [candidate, job] : jobs_) {
    if (anywhere ? job.command.find(name.substr(1)) == std::string::npos
                 : !job.command.starts_with(name))
      continue;
    if (found != 0)
      return absl::InvalidArgumentError(absl::StrCat(AbslView(text), ": several jobs begin so"));
    found = candidate;
  }
  if (found == 0) return no_such_job();
  return found;
}

bool JobTable::AnyStopped() const {
  return std::any_of(jobs_.begin(), jobs_.end(),
                     [](const auto& entry) { return entry.second.stopped().has_value(); });
}

std::optional<ExitStatus> JobTable::TakeRemembered(Tid tid) {
  const auto found = remembered_.find(tid);
  if (found == remembered_.end()) return std::nullopt;
  const ExitStatus status = found->second;
  remembered_.erase(found);
  return status;
}

void JobTable::Remove(int number) {
  const auto found = jobs_.find(number);
  if (found == jobs_.end()) return;
  for (const Job::Member& member : found->second.members) {
    if (!member.ended()) continue;
    remembered_[member.tid] = *member.status;
    if (remembered_.size() > kMostRemembered) remembered_.erase(remembered_.begin());
  }
  Take(number);
}

Job JobTable::Take(int number) {
  Job job = std::move(jobs_.at(number));
  jobs_.erase(number);
  std::erase(recent_, number);
  return job;
}

std::string JobTable::Describe(int number, bool long_form) const {
  const Job& job = jobs_.at(number);
  const char mark = number == current() ? '+' : number == previous() ? '-' : ' ';
  std::optional<ExitStatus> status = job.ended();
  if (!status.has_value()) status = job.stopped();
  const char* const tail = status.has_value() ? "" : " &";
  if (!long_form) {
    return absl::StrFormat("[%d]%c  %-24s%s%s", number, mark, DescribeStatus(status), job.command,
                           tail);
  }
  std::string lines;
  for (const Job::Member& member : job.members) {
    const bool first = &member == &job.members.front();
    absl::StrAppend(
        &lines, first ? absl::StrFormat("[%d]%c ", number, mark) : "\n     ",
        absl::StrFormat("%5d %-24s", static_cast<int>(member.tid), DescribeStatus(member.status)),
        first ? absl::StrCat(job.command, tail) : "");
  }
  return lines;
}

std::string DescribeStatus(const std::optional<ExitStatus>& status) {
  if (!status.has_value()) return "Running";
  switch (status->cause) {
    case ExitStatus::Cause::kReturned:
      return status->code == 0 ? "Done" : absl::StrCat("Exit ", status->code);
    case ExitStatus::Cause::kException:
      return "Exception";
    case ExitStatus::Cause::kStopped:
      if (status->signal == Signal::kStop) return "Stopped (signal)";
      if (status->signal == Signal::kTtin) return "Stopped (tty input)";
      if (status->signal == Signal::kTtou) return "Stopped (tty output)";
      return "Stopped";
    case ExitStatus::Cause::kContinued:
      return "Running";
    case ExitStatus::Cause::kKilled:
      break;
  }
  switch (status->signal) {
    case Signal::kHup:
      return "Hangup";
    case Signal::kInt:
      return "Interrupt";
    case Signal::kKill:
      return "Killed";
    case Signal::kQuit:
      return "Quit";
    case Signal::kAlrm:
      return "Alarm clock";
    case Signal::kPipe:
      return "Broken pipe";
    case Signal::kTerm:
      return "Terminated";
    default:
      return "Ended";
  }
}

Process ReapJobs(ShellState& state) {
  for (;;) {
    // (Only who asks for stops is told of them; who does not control its jobs need not know.)
    const absl::StatusOr<ChildExit> child =
        co_yield WaitAnyChild().OrStopped(state.job_control).WithoutSleeping();
    if (!child.ok()) co_return;
    state.jobs.Mark(child->tid, child->status);
  }
}

Process TellOfJobs(ShellState& state) {
  co_await ReapJobs(state);
  std::vector<int> ended;
  for (const auto& [number, job] : state.jobs.jobs()) {
    if (job.ended().has_value()) {
      ended.push_back(number);
    } else if (!std::exchange(state.jobs.at(number).changed, false)) {
      continue;
    }
    PrintError("%s\n", state.jobs.Describe(number));
  }
  for (const int number : ended) state.jobs.Remove(number);
}

}  // namespace corix
