// shell/jobs.h: what the shell has started, and how it stands with it.
//
// Under job control (an interactive shell that is nobody's subshell), each job is a process group of
// its own. One of them, or the shell itself, is in the foreground: Ctrl-C and Ctrl-Z reach that one.
#ifndef CORIX_SHELL_JOBS_H_
#define CORIX_SHELL_JOBS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "kernel/api/exit_status.h"
#include "kernel/api/signal.h"
#include "kernel/api/tid.h"

namespace corix {

struct ShellState;

// One task, or the members of a pipeline.
struct Job {
  struct Member {
    Tid tid;
    // How it ended, or that it was stopped; nothing: it runs.
    std::optional<ExitStatus> status = std::nullopt;
    bool ended() const;
    bool stopped() const;
  };
  std::vector<Member> members;  // at least one
  std::string command;
  Tid group = 0;         // its process group; 0: it has none of its own
  bool changed = false;  // the user has not been told of its last stop

  // How it ended: as its last member did, once all of them have.
  std::optional<ExitStatus> ended() const;
  // How it was stopped: nobody of it runs any more, but not all have ended.
  std::optional<ExitStatus> stopped() const;
  bool Has(Tid tid) const;
  // Takes note of what has become of one of its members.
  void Mark(Tid tid, ExitStatus status);
};

// Jobs have numbers from 1 up; a new one gets the number after the highest in use.
class JobTable {
 public:
  // Returns its number. It is the current one now.
  int Add(Job job);
  void Mark(Tid tid, ExitStatus status);
  // How a task ended that was of a job, and whose end was told already. Once.
  std::optional<ExitStatus> TakeRemembered(Tid tid);
  // Of which job this task is; 0 if of none.
  int NumberOf(Tid tid) const;
  // "%1", "%+", "%%", "%-", "%sleep", "%?eep": the number. NOT_FOUND: no such job.
  // INVALID_ARGUMENT: that is several.
  absl::StatusOr<int> Parse(std::string_view text) const;
  // The one that is meant if none is named: the last that was stopped, or else started; 0 if there
  // is none. And the one that would be after that.
  int current() const { return InLine(0); }
  int previous() const { return InLine(1); }
  // Removes a job; the statuses of members that have ended are remembered.
  void Remove(int number);
  // The same, to go on with it elsewhere.
  Job Take(int number);

  const std::map<int, Job>& jobs() const { return jobs_; }
  Job& at(int number) { return jobs_.at(number); }
  bool AnyStopped() const;

  // One line, in bash's layout: "[1]+  Running                 sleep 5 &". The long form names the
  // tasks, one in a line.
  std::string Describe(int number, bool long_form = false) const;

 private:
  // Somebody may still wait for them, with `wait $!`; but not for all that ever were.
  static constexpr std::size_t kMostRemembered = 1000;

  int InLine(std::size_t place) const;

  std::map<int, Job> jobs_;
  std::vector<int> recent_;  // the numbers, in the order in which they were started or stopped
  std::map<Tid, ExitStatus> remembered_;
};

// "Running", "Stopped", "Done", "Exit 3", "Terminated".
std::string DescribeStatus(const std::optional<ExitStatus>& status);

// Takes note of children that have ended, were stopped, or go on. Does not sleep.
Process ReapJobs(ShellState& state);

// Says which jobs have ended, or were stopped, since the last time.
Process TellOfJobs(ShellState& state);

// ---- The foreground (foreground.cc) ----

// An interactive shell takes control: of its jobs, and of the terminal, if there is one.
void TakeControl(ShellState& state);

// Where a task stands that the shell starts.
enum class Ground : std::uint8_t {
  kFore,  // the shell waits for it
  kBack,  // it does not
  kOwn,   // it is part of what the shell does itself: a command substitution
};

// What such a task does before its body.
struct Beginning {
  Beginning(const ShellState& state, Ground ground, Tid group);
  bool joins = false;           // a process group:
  Tid group = 0;                // this one; 0: its own, it is the job's first
  bool comes_to_front = false;  // with that group
  std::optional<SignalSet> ignored;
};
Co<int> Begin(Beginning beginning, Co<int> body);

// Sleeps until a job that is in the foreground has ended, or was stopped; the status of its last
// member becomes $?. Says so if that one was killed; `name` is what the user knows it by. A job that
// was stopped is in the table then. (Without job control, nobody looks at stops.)
Process WaitForForeground(ShellState& state, std::string name, Job job);

// Lets a job of the table go on, in the foreground, or behind.
Process ContinueInForeground(ShellState& state, int number);
void ContinueInBackground(ShellState& state, int number);

// Whether the shell may be left: if jobs are stopped, it says so, the first time.
Co<bool> MayLeave(ShellState& state);

}  // namespace corix

#endif  // CORIX_SHELL_JOBS_H_
