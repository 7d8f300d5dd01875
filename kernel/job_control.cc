#include "kernel/job_control.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "kernel/host_file.h"
#include "kernel/host_process.h"
#include "kernel/kernel.h"

namespace corix {
namespace {

void Ignore(int host_signal, struct sigaction& previous) {
  struct sigaction action = {};
  action.sa_handler = SIG_IGN;
  sigemptyset(&action.sa_mask);
  sigaction(host_signal, &action, &previous);
}

// Until our group of processes has the terminal, as somebody has to who wants to give it to others.
// False: it is not the one that controls our session.
bool WaitForForeground(int terminal) {
  for (;;) {
    const pid_t foreground = tcgetpgrp(terminal);
    if (foreground < 0) return false;
    if (foreground == getpgrp()) return true;
    // As if we had read it: it stops us. (If that is ignored, we never get it.)
    struct sigaction current = {};
    sigaction(SIGTTIN, nullptr, &current);
    if (current.sa_handler == SIG_IGN) return false;
    kill(0, SIGTTIN);
  }
}

}  // namespace

absl::Status JobControl::Control(std::vector<std::shared_ptr<OpenFile>> files, Tid group) {
  if (controls()) return absl::FailedPreconditionError("the terminal was taken over already");
  const HostFile* const first = files[0]->Now().AsHostFile();
  if (first == nullptr || first->terminal() == 0)
    return absl::InvalidArgumentError("that is no terminal");
  const int terminal = AboveStandardStreams(fcntl(first->host_fd(), F_DUPFD_CLOEXEC, 3));
  if (terminal < 0) return HostError(errno, "dup");
  if (!WaitForForeground(terminal) || tcgetattr(terminal, &modes_) != 0) {
    close(terminal);
    return absl::FailedPreconditionError("the terminal does not control our session");
  }
  // Who reads or sets a terminal from the background is stopped, if it lets itself be.
  Ignore(SIGTTIN, ttin_before_);
  Ignore(SIGTTOU, ttou_before_);
  group_before_ = getpgrp();
  // A group of our own, so that what is meant for us does not reach who started us. (Refused if we
  // lead a session; then we have one.)
  setpgid(0, 0);
  own_group_ = getpgrp();
  tcsetpgrp(terminal, own_group_);
  terminal_ = terminal;
  device_ = first->terminal();
  foreground_ = group;
  for (std::shared_ptr<OpenFile>& file : files) {
    const HostFile* const host_file = file == nullptr ? nullptr : file->Now().AsHostFile();
    const bool is_it = host_file != nullptr && host_file->terminal() == device_;
    if (is_it) files_.push_back(std::move(file));
  }
  return absl::OkStatus();
}

JobControl::~JobControl() {
  if (!controls()) return;
  if (borrower_ != nullptr) tcsetattr(terminal_, TCSANOW, &modes_);
  tcsetpgrp(terminal_, group_before_);
  if (group_before_ != own_group_) setpgid(0, group_before_);
  sigaction(SIGTTIN, &ttin_before_, nullptr);
  sigaction(SIGTTOU, &ttou_before_, nullptr);
  close(terminal_);
}

// ---- Who has the terminal ----

bool JobControl::IsReadBy(Tid group) const {
  return std::any_of(files_.begin(), files_.end(), [&](const std::shared_ptr<OpenFile>& file) {
    return file->Now().readers().Has(
        [&](const Task& task) { return task.environment().process_group == group; });
  });
}

void JobControl::Lend(HostGroup& group) {
  for (const std::shared_ptr<OpenFile>& file : files_) file->Now().AsHostFile()->DropInterest();
  if (group.modes.has_value()) tcsetattr(terminal_, TCSANOW, &*group.modes);
  tcsetpgrp(terminal_, group.id);
  borrower_ = &group;
}

void JobControl::TakeBack() {
  if (borrower_ == nullptr) return;
  termios modes = {};
  if (tcgetattr(terminal_, &modes) == 0) borrower_->modes = modes;
  borrower_ = nullptr;
  tcsetpgrp(terminal_, own_group_);
  tcsetattr(terminal_, TCSANOW, &modes_);
}

void JobControl::SetForeground(Tid group) {
  foreground_ = group;
  if (!controls()) return;
  TakeBack();
  const auto found = groups_.find(group);
  if (found != groups_.end() && !IsReadBy(group)) {
    Lend(found->second);
    return;
  }
  LookAgain();
  for (const std::shared_ptr<OpenFile>& file : std::exchange(withheld_, {}))
    cpu.kernel->RestartAll(file->Now().readers());
}

void JobControl::LookAgain() {
  for (const std::shared_ptr<OpenFile>& file : files_) file->Now().AsHostFile()->LookAgain();
}

bool JobControl::MayRead(OpenFile& file, Tid group) {
  const HostFile* const host_file = controls() ? file.AsHostFile() : nullptr;
  if (host_file == nullptr || host_file->terminal() != device_) return true;
  if (group != foreground_) return false;
  if (borrower_ != nullptr) {
    TakeBack();
    LookAgain();
  }
  return true;
}

bool JobControl::LetUseTerminal(HostProcess& process) {
  const auto found = groups_.find(process.group());
  if (!controls() || found == groups_.end() || process.group() != foreground_) return false;
  // (One that has left its group would be stopped again and again.)
  if (getpgid(process.pid()) != found->second.id) return false;
  if (borrower_ == nullptr) Lend(found->second);
  (void)process.Send(SIGCONT);
  return true;
}

// ---- Programs ----

std::optional<pid_t> JobControl::HostGroupOf(Tid group) const {
  if (!controls()) return std::nullopt;
  const auto found = groups_.find(group);
  return found == groups_.end() ? 0 : found->second.id;
}

void JobControl::StartFailed() const {
  tcsetpgrp(terminal_, borrower_ == nullptr ? own_group_ : borrower_->id);
}

void JobControl::Started(HostProcess& process) {
  {
    const std::lock_guard lock(mutex_);
    programs_[process.pid()] = &process;
  }
  if (process.group() == 0) return;
  HostGroup& group = groups_[process.group()];
  if (group.id == 0) group.id = process.pid();
  ++group.members;
  if (GetsTerminal(process.group()) && borrower_ != &group) Lend(group);
}

void JobControl::Ended(HostProcess& process) {
  {
    const std::lock_guard lock(mutex_);
    programs_.erase(process.pid());
  }
  const auto found = groups_.find(process.group());
  if (found == groups_.end() || --found->second.members > 0) return;
  const bool had_terminal = borrower_ == &found->second;
  if (had_terminal) TakeBack();
  groups_.erase(found);
  // Tasks of its group may want to read now.
  if (had_terminal && cpu.kernel != nullptr) SetForeground(foreground_);
}

void JobControl::Send(Tid group, int host_signal) const {
  const auto found = groups_.find(group);
  if (found == groups_.end()) return;
  if (host_signal == SIGCONT) {
    for (const auto& [pid, process] : programs_)
      if (process->group() == group) process->GoesOn();
  }
  kill(-found->second.id, host_signal);
}

void JobControl::LookForStops() {
  // (Who hears of one may end, and others with it.)
  std::vector<pid_t> pids;
  pids.reserve(programs_.size());
  for (const auto& [pid, process] : programs_) pids.push_back(pid);
  for (const pid_t pid : pids) {
    const auto found = programs_.find(pid);
    if (found != programs_.end()) found->second->LookForStop();
  }
}

void JobControl::Abandon() {
  const std::lock_guard lock(mutex_);
  for (const auto& [pid, process] : programs_) kill(process->group() == 0 ? pid : -pid, SIGKILL);
  for (const auto& [pid, process] : programs_) kill(pid, SIGKILL);
  if (!controls()) return;
  tcsetattr(terminal_, TCSANOW, &modes_);
  tcsetpgrp(terminal_, group_before_);
}

}  // namespace corix
