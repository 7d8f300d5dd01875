// shell/jobs.h: what the shell has started and not yet waited for.
#ifndef CORIX_SHELL_JOBS_H_
#define CORIX_SHELL_JOBS_H_

#include <map>
#include <optional>
#include <string>

#include "kernel/api/exit_status.h"
#include "kernel/api/tid.h"

namespace corix {

struct Job {
  Tid tid;
  std::string command;
  std::optional<ExitStatus> ended;
};

// Jobs have numbers from 1 up; a new one gets the number after the highest in use.
class JobTable {
 public:
  // Returns its number.
  int Add(Tid tid, std::string command);
  void MarkEnded(Tid tid, ExitStatus status);
  // How a task ended that was a job, and whose end was told already. Once.
  std::optional<ExitStatus> TakeRemembered(Tid tid);
  // nullptr if no job has this task.
  const Job* Find(Tid tid) const;
  // Removes a job; if it has ended, its status is remembered.
  void Remove(Tid tid);

  const std::map<int, Job>& jobs() const { return jobs_; }

  // One line, in bash's layout: "[1]+  Running                 sleep 5 &".
  std::string Describe(int number) const;

 private:
  // Somebody may still wait for them, with `wait $!`; but not for all that ever were.
  static constexpr std::size_t kMostRemembered = 1000;

  std::map<int, Job> jobs_;
  std::map<Tid, ExitStatus> remembered_;
};

// "Running", "Done", "Exit 3", "Terminated".
std::string DescribeStatus(const std::optional<ExitStatus>& status);

}  // namespace corix

#endif  // CORIX_SHELL_JOBS_H_
