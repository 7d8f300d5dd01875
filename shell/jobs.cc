#include "shell/jobs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "shell/state.h"
#include "syscalls/wait_any_child.h"
#include "syscalls/wait_task.h"
#include "userland/lib/print.h"

namespace corix {

std::optional<ExitStatus> Job::ended() const {
  for (const Member& member : members) {
    if (!member.ended.has_value()) return std::nullopt;
  }
  return members.back().ended;
}

bool Job::Has(Tid tid) const {
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& member) { return member.tid == tid; });
}

int JobTable::Add(std::vector<Tid> tids, std::string command) {
  const int number = jobs_.empty() ? 1 : jobs_.rbegin()->first + 1;
  Job& job = jobs_[number];
  for (const Tid tid : tids) job.members.push_back({.tid = tid});
  job.command = std::move(command);
  return number;
}

void JobTable::MarkEnded(Tid tid, ExitStatus status) {
  for (auto& [number, job] : jobs_) {
    for (Job::Member& member : job.members) {
      if (member.tid == tid) member.ended = status;
    }
  }
}

int JobTable::NumberOf(Tid tid) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(),
                                  [&](const auto& entry) { return entry.second.Has(tid); });
  return found == jobs_.end() ? 0 : found->first;
}

int JobTable::Parse(std::string_view text) const {
  if (!text.starts_with('%') || jobs_.empty()) return 0;
  text.remove_prefix(1);
  if (text.empty() || text == "%" || text == "+") return jobs_.rbegin()->first;
  if (text == "-")
    return jobs_.size() < 2 ? jobs_.rbegin()->first : std::next(jobs_.rbegin())->first;
  int number = 0;
  if (absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &number))
    return jobs_.contains(number) ? number : 0;
  int found = 0;
  for (const auto& [candidate, job] : jobs_) {
    if (!job.command.starts_with(text)) continue;
    if (found != 0) return 0;
    found = candidate;
  }
  return found;
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
    if (!member.ended.has_value()) continue;
    remembered_[member.tid] = *member.ended;
    if (remembered_.size() > kMostRemembered) remembered_.erase(remembered_.begin());
  }
  jobs_.erase(found);
}

std::string JobTable::Describe(int number) const {
  const Job& job = jobs_.at(number);
  const auto from_end = std::distance(jobs_.find(number), jobs_.end());
  const char mark = from_end == 1 ? '+' : from_end == 2 ? '-' : ' ';
  const std::optional<ExitStatus> ended = job.ended();
  return absl::StrFormat("[%d]%c  %-24s%s%s", number, mark, DescribeStatus(ended), job.command,
                         ended.has_value() ? "" : " &");
}

std::string DescribeStatus(const std::optional<ExitStatus>& status) {
  if (!status.has_value()) return "Running";
  switch (status->cause) {
    case ExitStatus::Cause::kReturned:
      return status->code == 0 ? "Done" : absl::StrCat("Exit ", status->code);
    case ExitStatus::Cause::kException:
      return "Exception";
    case ExitStatus::Cause::kStopped:
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
    const absl::StatusOr<ChildExit> child = co_yield WaitAnyChild().WithoutSleeping();
    if (!child.ok()) co_return;
    state.jobs.MarkEnded(child->tid, child->status);
  }
}

Process TellOfJobs(ShellState& state) {
  co_await ReapJobs(state);
  std::vector<int> told;
  for (const auto& [number, job] : state.jobs.jobs()) {
    if (!job.ended().has_value()) continue;
    PrintError("%s\n", state.jobs.Describe(number));
    told.push_back(number);
  }
  for (const int number : told) state.jobs.Remove(number);
}

Process WaitForForeground(ShellState& state, std::string name, std::vector<Tid> tids) {
  for (const Tid tid : tids) {
    const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
    if (!status.ok()) {
      PrintError("%s: %s: %s\n", state.options.name, name, status.status().message());
      state.status = 1;
      continue;
    }
    // As in other shells, the end of a pipe's reader is not worth a word.
    if (status->cause == ExitStatus::Cause::kKilled && status->signal != Signal::kPipe)
      PrintError("%s: task %d: %s\n", name, tid, DescribeStatus(*status));
    state.status = status->code;
  }
}

}  // namespace corix
