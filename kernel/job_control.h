// kernel/job_control.h: the programs of the host that tasks have started, and whose turn it is to
// have the terminal.
//
// A process group of ours may have members at the host. Once a shell has taken the terminal over
// (Control), the host programs that tasks of one group start form a process group of the host's too.
// When that group of ours is in the foreground, the terminal is lent to it: the host sends it what
// Ctrl-C, Ctrl-\ and Ctrl-Z mean, and we neither read the terminal nor ask the host about it. Unless
// a task of the group reads it, as in `cat | /bin/wc`: then the programs get it when one of them
// wants to use it, and the host stops it for that. When the last of them has ended, or another group
// comes to the foreground, or a task of this one reads, we take the terminal back, with the modes
// that it had when it became ours; the group's own are kept, for when it comes to the foreground
// again. (A whole chapter of POSIX, XBD 11, and setpgid(2), tcsetpgrp(3).)
//
// A program that a signal of the terminal ends or stops passes that on to the tasks of its group,
// as the host's terminal, which does not know them, could not. Of stops the host tells by SIGCHLD
// alone, so they are noticed if the kernel listens to CHLD (KernelOptions::host_signals).
#ifndef CORIX_KERNEL_JOB_CONTROL_H_
#define CORIX_KERNEL_JOB_CONTROL_H_

#include <sys/types.h>
#include <termios.h>

#include <csignal>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "kernel/api/tid.h"
#include "kernel/open_file.h"

namespace corix {

class HostProcess;

class JobControl {
 public:
  JobControl() = default;
  // Gives the terminal back to whoever had it before.
  ~JobControl();
  JobControl(const JobControl&) = delete;
  JobControl& operator=(const JobControl&) = delete;

  // Takes over the terminal that these files are, if they are one; others among them do not matter.
  // If we are not in its foreground, the host stops us until we are. From now on `group` is in the
  // foreground. INVALID_ARGUMENT: the first is no terminal. FAILED_PRECONDITION: it is not the one
  // that controls our session, or it was taken over already.
  absl::Status Control(std::vector<std::shared_ptr<OpenFile>> files, Tid group);
  bool controls() const { return terminal_ >= 0; }

  // The group that Ctrl-C and Ctrl-Z reach.
  Tid foreground() const { return foreground_; }
  void SetForeground(Tid group);

  // A task of this group wants to read this file. False: it has to wait, since the group is not in
  // the foreground.
  bool MayRead(OpenFile& file, Tid group);
  // Those who wait there are woken when another group has come to the foreground.
  void WakeAtChange(std::shared_ptr<OpenFile> file) { withheld_.push_back(std::move(file)); }

  // For a program that is about to be started: the group of the host that it is to join (0: a new
  // one; nothing: ours), and whether it gets the terminal.
  std::optional<pid_t> HostGroupOf(Tid group) const;
  bool GetsTerminal(Tid group) const {
    return controls() && group == foreground_ && !IsReadBy(group);
  }
  int terminal() const { return terminal_; }
  // A program that was given the terminal did not start.
  void StartFailed() const;

  // Each program, from its start to its end.
  void Started(HostProcess& process);
  void Ended(HostProcess& process);

  // Whether programs of the host run that tasks have started.
  bool has_programs() const { return !programs_.empty(); }
  // The host has stopped this program because it used the terminal. If its group is in the
  // foreground, it gets it, and goes on.
  bool LetUseTerminal(HostProcess& process);
  // To the programs of this group at the host.
  void Send(Tid group, int host_signal) const;
  // The host says that something has become of a child.
  void LookForStops();

  // From any thread, when the kernel's own does not come back: kills all programs and gives the
  // terminal back.
  void Abandon();

 private:
  struct HostGroup {
    pid_t id = 0;
    int members = 0;
    std::optional<termios> modes;  // that it had set, when it last had the terminal
  };

  // Whether a task of this group waits to read the terminal.
  bool IsReadBy(Tid group) const;
  void Lend(HostGroup& group);
  void TakeBack();
  void LookAgain();

  int terminal_ = -1;    // a descriptor of our own for it
  unsigned device_ = 0;  // the host's number of it
  termios modes_ = {};   // the shell's
  pid_t own_group_ = 0;
  pid_t group_before_ = 0;  // that had the terminal when we came
  Tid foreground_ = 0;
  HostGroup* borrower_ = nullptr;  // who has the terminal, if we do not
  std::map<Tid, HostGroup> groups_;
  std::vector<std::shared_ptr<OpenFile>> files_;     // of ours that are the terminal
  std::vector<std::shared_ptr<OpenFile>> withheld_;  // readers wait there
  struct sigaction ttin_before_ = {};
  struct sigaction ttou_before_ = {};

  std::mutex mutex_;  // for Abandon
  std::map<pid_t, HostProcess*> programs_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_JOB_CONTROL_H_
