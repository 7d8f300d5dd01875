#include "jobs.h"

namespace mini {

JobState Job::state() const {
  bool stopped = false;
  for (const Member& member : members) {
    if (!member.status.has_value()) return JobState::kRunning;
    if (member.status->alive()) stopped = true;
  }
  return stopped ? JobState::kStopped : JobState::kDone;
}

int Job::code() const {
  for (const Member& member : members)
    if (member.status.has_value() && member.status->alive()) return member.status->code;
  return members.back().status->code;
}

std::string Describe(const Job& job) {
  const std::string number = "[" + std::to_string(job.number) + "] ";
  switch (job.state()) {
    case JobState::kRunning:
      return number + "Running: " + job.command;
    case JobState::kStopped:
      return number + "Stopped: " + job.command;
    default:
      return number + "Done " + std::to_string(job.code()) + ": " + job.command;
  }
}

int JobTable::Add(std::string command, const std::vector<Tid>& members) {
  Job job;
  job.number = jobs_.empty() ? 1 : jobs_.back().number + 1;
  job.command = std::move(command);
  for (const Tid tid : members) job.members.push_back({tid, std::nullopt});
  jobs_.push_back(std::move(job));
  return jobs_.back().number;
}

void JobTable::Mark(Tid tid, ExitStatus status) {
  for (Job& job : jobs_) {
    for (Job::Member& member : job.members) {
      if (member.tid != tid) continue;
      member.status = status;
      if (status.cause == ExitStatus::Cause::kContinued) member.status.reset();
    }
  }
}

Job* JobTable::Find(int number) {
  for (Job& job : jobs_)
    if (job.number == number) return &job;
  return nullptr;
}

void JobTable::Remove(int number) {
  std::erase_if(jobs_, [number](const Job& job) { return job.number == number; });
}

}  // namespace mini
