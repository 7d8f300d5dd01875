#include "shell/jobs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace corix {

int JobTable::Add(Tid tid, std::string command) {
  const int number = jobs_.empty() ? 1 : jobs_.rbegin()->first + 1;
  jobs_.emplace(number, Job{.tid = tid, .command = std::move(command), .ended = std::nullopt});
  return number;
}

void JobTable::MarkEnded(Tid tid, ExitStatus status) {
  for (auto& [number, job] : jobs_) {
    if (job.tid == tid) job.ended = status;
  }
}

const Job* JobTable::Find(Tid tid) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(),
                                  [&](const auto& entry) { return entry.second.tid == tid; });
  return found == jobs_.end() ? nullptr : &found->second;
}

std::optional<ExitStatus> JobTable::TakeRemembered(Tid tid) {
  const auto found = remembered_.find(tid);
  if (found == remembered_.end()) return std::nullopt;
  const ExitStatus status = found->second;
  remembered_.erase(found);
  return status;
}

void JobTable::Remove(Tid tid) {
  if (const Job* job = Find(tid); job != nullptr && job->ended.has_value()) {
    remembered_[tid] = *job->ended;
    if (remembered_.size() > kMostRemembered) remembered_.erase(remembered_.begin());
  }
  std::erase_if(jobs_, [&](const auto& entry) { return entry.second.tid == tid; });
}

std::string JobTable::Describe(int number) const {
  const Job& job = jobs_.at(number);
  const auto from_end = std::distance(jobs_.find(number), jobs_.end());
  const char mark = from_end == 1 ? '+' : from_end == 2 ? '-' : ' ';
  return absl::StrFormat("[%d]%c  %-24s%s%s", number, mark, DescribeStatus(job.ended), job.command,
                         job.ended.has_value() ? "" : " &");
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

}  // namespace corix
