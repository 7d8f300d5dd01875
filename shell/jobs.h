// shell/jobs.h: what the shell has started and not yet waited for.
#ifndef CORIX_SHELL_JOBS_H_
#define CORIX_SHELL_JOBS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/api/co.h"
#include "kernel/api/exit_status.h"
#include "kernel/api/tid.h"

namespace corix {

struct ShellState;

// One task, or the members of a pipeline.
struct Job {
  struct Member {
    Tid tid;
    std::optional<ExitStatus> ended = std::nullopt;
  };
  std::vector<Member> members;  // at least one
  std::string command;

  // How it ended: as its last member did, once all of them have.
  std::optional<ExitStatus> ended() const;
  bool Has(Tid tid) const;
};

// Jobs have numbers from 1 up; a new one gets the number after the highest in use.
class JobTable {
 public:
  // Returns its number.
  int Add(std::vector<Tid> tids, std::string command);
  void MarkEnded(Tid tid, ExitStatus status);
  // How a task ended that was of a job, and whose end was told already. Once.
  std::optional<ExitStatus> TakeRemembered(Tid tid);
  // Of which job this task is; 0 if of none.
  int NumberOf(Tid tid) const;
  // "%1", "%+", "%%", "%-", "%sleep": the number, or 0.
  int Parse(std::string_view text) const;
  // Removes a job; the statuses of members that have ended are remembered.
  void Remove(int number);

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

// Takes note of children that have ended. Does not sleep.
Process ReapJobs(ShellState& state);

// Says which jobs have ended since the last time.
Process TellOfJobs(ShellState& state);

// Sleeps until these children of the shell have ended, of which the last one's status counts: it
// becomes $?. Says so if one was killed. `name` is what the user knows them by.
Process WaitForForeground(ShellState& state, std::string name, std::vector<Tid> tids);

}  // namespace corix

#endif  // CORIX_SHELL_JOBS_H_
