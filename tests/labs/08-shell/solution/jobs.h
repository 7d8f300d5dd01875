// jobs.h: what the shell has started, and how it stands with it.
#ifndef JOBS_H_
#define JOBS_H_

#include <optional>
#include <string>
#include <vector>

#include "kernel/api/exit_status.h"
#include "kernel/api/tid.h"

namespace mini {

using corix::ExitStatus;
using corix::Tid;

enum class JobState { kRunning, kStopped, kDone };

// One task, or the members of a pipeline.
struct Job {
  struct Member {
    Tid tid;
    // How it ended, or that it was stopped. Nothing: it runs.
    std::optional<ExitStatus> status;
  };

  int number = 0;
  std::string command;
  std::vector<Member> members;  // at least one

  // The process group of all members.
  Tid group() const { return members.front().tid; }
  // kRunning, while at least one member runs. Else kStopped, if at least one is stopped.
  JobState state() const;
  // Of a job that is done, the exit code of the last member. Of one that is stopped, 128 and the
  // number of the signal that stopped a member.
  int code() const;
};

// "[1] Running: nap 5", "[1] Stopped: nap 5", "[1] Done 0: nap 5" (the number is the exit code).
std::string Describe(const Job& job);

// In the order of their numbers.
class JobTable {
 public:
  // Answers its number: the one after the highest in use, or 1.
  int Add(std::string command, const std::vector<Tid>& members);
  // Takes note of what has become of a task: it ended, was stopped, or goes on. Tasks that belong to
  // no job are none of its business.
  void Mark(Tid tid, ExitStatus status);
  // nullptr: there is no such job. (Valid until the next Add or Remove.)
  Job* Find(int number);
  void Remove(int number);

  const std::vector<Job>& jobs() const { return jobs_; }

 private:
  std::vector<Job> jobs_;
};

}  // namespace mini

#endif  // JOBS_H_
