#include "jobs.h"

namespace mini {

JobState Job::state() const {
  // Step 3.
  return JobState::kRunning;
}

int Job::code() const {
  // Step 3.
  return 0;
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
  // Step 3.
  (void)command;
  (void)members;
  return 0;
}

void JobTable::Mark(Tid tid, ExitStatus status) {
  // Step 3.
  (void)tid;
  (void)status;
}

Job* JobTable::Find(int number) {
  // Step 3.
  (void)number;
  return nullptr;
}

void JobTable::Remove(int number) {
  // Step 3.
  (void)number;
}

}  // namespace mini
