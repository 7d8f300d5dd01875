// kernel/host_process.h: a program of the host that a task has started.
//
// An open file of its own kind: it is readable when the program has ended. When no descriptor leads
// to it any more, the program is killed, if it still runs, and reaped in any case, later, by the
// kernel, which does not wait for that.
#ifndef CORIX_KERNEL_HOST_PROCESS_H_
#define CORIX_KERNEL_HOST_PROCESS_H_

#include <sys/types.h>

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/api/exit_status.h"
#include "kernel/api/signal.h"
#include "kernel/api/tid.h"
#include "kernel/execution_environment.h"
#include "kernel/open_file.h"
#include "kernel/poller.h"

namespace corix {

class JobControl;
class Kernel;

// Reaps the host programs that were given up.
class HostReaper final {
 public:
  explicit HostReaper(Poller& poller);
  // Waits for those that were killed and have not ended yet.
  ~HostReaper();
  HostReaper(const HostReaper&) = delete;
  HostReaper& operator=(const HostReaper&) = delete;

  // Kills it now. Takes the descriptor over.
  void KillAndReap(int pid_fd);

  // How many are registered with the poller.
  std::size_t watched() const;

 private:
  class Dying;
  void Buried(const Dying& dying);
  Poller& poller_;
  std::list<std::unique_ptr<Dying>> dying_;
};

class HostProcess final : public OpenFile, public PollTarget {
 public:
  // Starts a program in a task's execution environment: its descriptors 0 to 9 (blocking ones of its
  // own), its directory, umask and variables; under job control, in its process group too. argv[0]
  // without a slash is looked for along PATH. NOT_FOUND: no such program. PERMISSION_DENIED: it
  // cannot be executed.
  static absl::StatusOr<std::shared_ptr<HostProcess>> Start(Kernel& kernel, const Task& starter,
                                                            const std::vector<std::string>& argv);
  ~HostProcess() override;

  bool ended() const { return ended_; }
  // Only when it has ended.
  ExitStatus exit_status() const { return exit_status_; }
  pid_t pid() const { return pid_; }
  // The task that started it.
  Tid starter() const { return starter_; }
  // The process group of ours to which it belongs; 0: to none (job_control.h).
  Tid group() const { return group_; }
  // NOT_FOUND: it has ended.
  absl::Status Send(int signal);
  // It may have been stopped, or go on.
  void LookForStop();
  // What stopped it, as far as the host has told; kNone: it goes on.
  Signal stopped_by() const { return stopped_by_; }
  // It is sent CONT.
  void GoesOn() { stopped_by_ = Signal::kNone; }

  absl::StatusOr<std::size_t> TryRead(absl::Span<char> buffer) override;
  absl::StatusOr<std::size_t> TryWrite(std::string_view bytes) override;
  IoEvents ReadyNow(IoEvents wanted) override;
  absl::StatusOr<bool> Watch() override { return !ended_; }
  Waker waker() const override { return Waker::kHostSurely; }
  absl::StatusOr<int> DupToHost() override;
  std::string Describe() const override { return "host process"; }
  HostProcess* AsHostProcess() override { return this; }
  void OnHostEvents(HostEvents events) override;
  bool Owns(int host_fd) const override { return host_fd == pid_fd_; }
  bool watched() const override { return poll_slot_.used(); }

 private:
  HostProcess(Kernel& kernel, const Task& starter, bool under_job_control, pid_t pid, int pid_fd);

  Poller& poller_;
  HostReaper& reaper_;
  JobControl& jobs_;
  PollSlot poll_slot_;
  Tid starter_;
  Tid group_;
  pid_t pid_;
  int pid_fd_;
  bool ended_ = false;
  Signal stopped_by_ = Signal::kNone;
  ExitStatus exit_status_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_HOST_PROCESS_H_
