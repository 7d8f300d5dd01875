// shell/session_run.h: a session that runs: it gives a shell its commands, and takes what they
// print.
#ifndef CORIX_SHELL_SESSION_RUN_H_
#define CORIX_SHELL_SESSION_RUN_H_

#include <optional>
#include <string>
#include <vector>

#include "shell/command_source.h"
#include "shell/session.h"

namespace corix {

// Everything that the shell and its programs print goes to one file in memory of the host: so it is
// there in the order in which it was printed, whoever printed it.
class SessionRun final : public CommandSource {
 public:
  explicit SessionRun(const Session& session);
  ~SessionRun() override;
  SessionRun(const SessionRun&) = delete;
  SessionRun& operator=(const SessionRun&) = delete;

  // To be the descriptors 1 and 2 of the shell.
  int output_fd() const { return output_fd_; }

  Co<std::optional<std::string>> Next(int status) override;

  // After the shell has ended, with this status. A step that it did not come to has no result.
  std::vector<StepResult> TakeResults(int status);

 private:
  void FinishStep(int status);

  const Session& session_;
  int output_fd_;
  std::size_t seen_ = 0;  // bytes of output
  std::size_t next_ = 0;  // step
  std::vector<StepResult> results_;
};

}  // namespace corix

#endif  // CORIX_SHELL_SESSION_RUN_H_
