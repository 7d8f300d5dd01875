// shell.h: a shell of one's own.
#ifndef SHELL_H_
#define SHELL_H_

#include <string>
#include <vector>

#include "jobs.h"
#include "pipeline.h"

namespace mini {

// It belongs to one task, whose children are all the shell's.
class MiniShell {
 public:
  // The programs must outlive it.
  explicit MiniShell(const Programs& programs) : programs_(programs) {}

  // Does what a line says, and answers the status, as $? would be:
  //   a | b | c     waits until the pipeline has ended, or was stopped: the job's code(). One that has
  //                 ended leaves the table; one that was stopped stays there.
  //   a | b &       does not wait: 0
  //   fg N          lets job N go on if it is stopped, and waits for it as if it had been started now
  //   bg N          lets job N go on, does not wait: 0
  //   kill N        sends TERM to all of job N, and lets it go on if it is stopped, so that it hears
  //                 of it: 0
  //   stop N        sends STOP to all of job N: 0
  // 1: there is no such job, it has ended, or no number was given. 2: the line cannot be parsed. An
  // empty line: 0.
  Co<int> Run(std::string text);

  // All jobs, one line each, as Describe has it. Those that are done are told of this one time, and
  // then leave the table. Does not sleep.
  Co<std::vector<std::string>> Jobs();

 private:
  const Programs& programs_;
  JobTable table_;
};

}  // namespace mini

#endif  // SHELL_H_
