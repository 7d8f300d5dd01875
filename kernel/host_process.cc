#include "kernel/host_process.h"

// (glibc 2.36 forgot to say that these are C functions.)
extern "C" {
#include <sys/pidfd.h>
}

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "kernel/host_file.h"
#include "kernel/kernel.h"
#include "kernel/panic.h"
#include "kernel/path.h"

namespace corix {
namespace {

// The descriptors that the program is to get as 0 to 9, until it has them.
class Inherited {
 public:
  Inherited() { fds_.fill(-1); }
  ~Inherited() {
    for (const int fd : fds_) {
      if (fd >= 0) close(fd);
    }
  }
  Inherited(const Inherited&) = delete;
  Inherited& operator=(const Inherited&) = delete;

  absl::Status Take(const ExecutionEnvironment& environment) {
    for (int fd = 0; fd < ExecutionEnvironment::kDescriptors; ++fd) {
      OpenFile* const file = environment.FindFile(fd);
      if (file == nullptr) continue;
      const absl::StatusOr<int> dup = file->DupToHost();
      // Closed, or nothing that a program of the host could use.
      const bool nothing =
          absl::IsNotFound(dup.status()) || absl::IsFailedPrecondition(dup.status());
      if (nothing) continue;
      if (!dup.ok()) return dup.status();
      fds_[fd] = *dup;
      if (*dup >= ExecutionEnvironment::kDescriptors) continue;
      // Out of the way of the numbers that it and the others will get.
      fds_[fd] = fcntl(*dup, F_DUPFD_CLOEXEC, ExecutionEnvironment::kDescriptors);
      close(*dup);
      if (fds_[fd] < 0) return HostError(errno, "dup");
    }
    return absl::OkStatus();
  }
  const std::array<int, ExecutionEnvironment::kDescriptors>& fds() const { return fds_; }

 private:
  std::array<int, ExecutionEnvironment::kDescriptors> fds_;
};

// What the new program is to do before it begins.
class SpawnPlan {
 public:
  // `terminal`: a descriptor for it, if the program's group is to have it; or -1.
  SpawnPlan(const ExecutionEnvironment& environment, const Inherited& inherited,
            std::optional<pid_t> group, int terminal) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    if (terminal >= 0) posix_spawn_file_actions_addtcsetpgrp_np(&actions_, terminal);
    if (environment.directory != nullptr) {
      posix_spawn_file_actions_addfchdir_np(&actions_, environment.directory->host_fd());
    }
    for (int fd = 0; fd < ExecutionEnvironment::kDescriptors; ++fd) {
      if (inherited.fds()[fd] >= 0) {
        posix_spawn_file_actions_adddup2(&actions_, inherited.fds()[fd], fd);
      } else {
        posix_spawn_file_actions_addclose(&actions_, fd);
      }
    }
    posix_spawn_file_actions_addclosefrom_np(&actions_, ExecutionEnvironment::kDescriptors);
    // The kernel ignores SIGPIPE, which a program would inherit.
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigaddset(&signals, SIGPIPE);
    int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (group.has_value()) {
      // (And whoever controls a terminal ignores these.)
      sigaddset(&signals, SIGTTIN);
      sigaddset(&signals, SIGTTOU);
      posix_spawnattr_setpgroup(&attributes_, *group);
      flags |= POSIX_SPAWN_SETPGROUP;
    }
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  // An errno, or 0.
  int Spawn(pid_t& pid, const std::string& path, const std::vector<std::string>& argv,
            const ExecutionEnvironment& environment) const {
    std::vector<char*> args;
    args.reserve(argv.size() + 1);
    for (const std::string& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
    args.push_back(nullptr);
    if (environment.variables == nullptr) {
      return posix_spawn(&pid, path.c_str(), &actions_, &attributes_, args.data(), environ);
    }
    std::vector<std::string> pairs;
    pairs.reserve(environment.variables->size());
    for (const auto& [name, value] : *environment.variables)
      pairs.push_back(absl::StrCat(name, "=", value));
    std::vector<char*> variables;
    variables.reserve(pairs.size() + 1);
    for (std::string& pair : pairs) variables.push_back(pair.data());
    variables.push_back(nullptr);
    return posix_spawn(&pid, path.c_str(), &actions_, &attributes_, args.data(), variables.data());
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::string SearchPath(const ExecutionEnvironment& environment) {
  if (environment.variables == nullptr) {
    const char* const path = getenv("PATH");
    if (path != nullptr) return path;
  } else if (const auto found = environment.variables->find("PATH");
             found != environment.variables->end()) {
    return found->second;
  }
  return "/usr/local/bin:/usr/bin:/bin";
}

absl::StatusOr<std::string> FindProgramOfHost(const ExecutionEnvironment& environment,
                                              const std::string& name) {
  if (environment.directory != nullptr && environment.directory->of_kernel()) {
    return absl::FailedPreconditionError(
        absl::StrCat(name, ": a program of the host cannot work in ",
                     environment.directory->kernel_path(), ", which is the kernel's"));
  }
  if (name.find('/') != std::string::npos) {
    const Place place = Locate(environment, name);
    if (place.of_kernel) return absl::PermissionDeniedError(absl::StrCat(name, ": not executable"));
    return place.path;
  }
  const int base = environment.directory_fd();
  bool found_one = false;
  for (const std::string& folder :
       std::vector<std::string>(absl::StrSplit(SearchPath(environment), ':'))) {
    std::string path = absl::StrCat(folder.empty() ? "." : folder, "/", name);
    struct stat status;
    if (fstatat(base, path.c_str(), &status, 0) != 0 || !S_ISREG(status.st_mode)) continue;
    if (faccessat(base, path.c_str(), X_OK, 0) == 0) return path;
    found_one = true;
  }
  if (name.empty() || !found_one) return absl::NotFoundError(absl::StrCat(name, ": not found"));
  return absl::PermissionDeniedError(absl::StrCat(name, ": not executable"));
}

absl::Status SpawnError(int error, const std::string& name) {
  if (error == EAGAIN) return absl::ResourceExhaustedError("the host has no room for a process");
  if (error == ENOENT || error == ENOTDIR)
    return absl::NotFoundError(absl::StrCat(name, ": not found"));
  if (error == EACCES || error == EISDIR)
    return absl::PermissionDeniedError(absl::StrCat(name, ": not executable"));
  return HostError(error, name);
}

// An errno, or 0.
int SpawnOrScript(const ExecutionEnvironment& environment, const Inherited& inherited,
                  std::optional<pid_t> group, int terminal, pid_t& pid, const std::string& path,
                  const std::vector<std::string>& argv) {
  const SpawnPlan plan(environment, inherited, group, terminal);
  const int error = plan.Spawn(pid, path, argv, environment);
  if (error != ENOEXEC) return error;
  // A script that does not say what it is for, as POSIX has it.
  std::vector<std::string> script{"sh", path};
  script.insert(script.end(), argv.begin() + 1, argv.end());
  return plan.Spawn(pid, "/bin/sh", script, environment);
}

ExitStatus StatusOf(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return ExitStatus::Returned(info.si_status);
  return ExitStatus::Killed(static_cast<Signal>(info.si_status));
}

// Whoever ignores SIGCHLD, as the one who started us may have, is never told how a program ended.
void WantToKnowOfEnds() {
  struct sigaction current;
  if (sigaction(SIGCHLD, nullptr, &current) == 0 && current.sa_handler == SIG_IGN)
    std::signal(SIGCHLD, SIG_DFL);
}

// Reaps a program that has ended, or, without WNOHANG, waits for its end. Nothing: it has not ended.
// Should somebody else have reaped it, its status is unknown: 127.
std::optional<ExitStatus> Reap(int pid_fd, int flags) {
  siginfo_t info = {};
  int result;
  do {
    result = waitid(P_PIDFD, static_cast<id_t>(pid_fd), &info, WEXITED | flags);
  } while (result < 0 && errno == EINTR);
  if (result < 0) return ExitStatus::Returned(127);
  if (info.si_pid == 0) return std::nullopt;
  return StatusOf(info);
}

}  // namespace

// ---- HostReaper ----

class HostReaper::Dying final : public PollTarget {
 public:
  Dying(HostReaper& reaper, int pid_fd, bool killed)
      : reaper_(reaper), pid_fd_(pid_fd), killed_(killed) {
    // One that we may not kill, since it became another user's, may go on for ever.
    if (!killed_) return;
    // If the host does not tell us of the end, the reaper's own end waits for it.
    (void)reaper_.poller_.Register(pid_fd, *this, poll_slot_);
    if (watched()) reaper_.poller_.CountOutside(1);
  }
  ~Dying() {
    Reap(pid_fd_, killed_ ? 0 : WNOHANG);
    if (watched()) {
      reaper_.poller_.Forget(poll_slot_, -1);
      reaper_.poller_.CountOutside(-1);
    }
    close(pid_fd_);
  }
  Dying(const Dying&) = delete;
  Dying& operator=(const Dying&) = delete;
  void OnHostEvents(HostEvents /*events*/) override { reaper_.Buried(*this); }
  bool watched() const { return poll_slot_.used(); }

 private:
  HostReaper& reaper_;
  PollSlot poll_slot_;
  int pid_fd_;
  bool killed_;
};

HostReaper::HostReaper(Poller& poller) : poller_(poller) {}

HostReaper::~HostReaper() = default;

void HostReaper::KillAndReap(int pid_fd) {
  const bool killed = pidfd_send_signal(pid_fd, SIGKILL, nullptr, 0) == 0 || errno == ESRCH;
  dying_.push_back(std::make_unique<Dying>(*this, pid_fd, killed));
}

std::size_t HostReaper::watched() const {
  return static_cast<std::size_t>(std::count_if(
      dying_.begin(), dying_.end(), [](const auto& dying) { return dying->watched(); }));
}

void HostReaper::Buried(const Dying& dying) {
  dying_.remove_if([&](const std::unique_ptr<Dying>& other) { return other.get() == &dying; });
}

// ---- HostProcess ----

HostProcess::HostProcess(Kernel& kernel, const Task& starter, bool under_job_control, pid_t pid,
                         int pid_fd)
    : poller_(kernel.poller()),
      reaper_(kernel.reaper()),
      jobs_(kernel.jobs()),
      starter_(starter.tid()),
      group_(under_job_control ? starter.environment().process_group : Tid(0)),
      pid_(pid),
      pid_fd_(pid_fd) {
  jobs_.Started(*this);
  poller_.CountOutside(1);
}

absl::StatusOr<std::shared_ptr<HostProcess>> HostProcess::Start(
    Kernel& kernel, const Task& starter, const std::vector<std::string>& argv) {
  if (argv.empty()) return absl::InvalidArgumentError("a program needs a name");
  const ExecutionEnvironment& environment = starter.environment();
  const absl::StatusOr<std::string> path = FindProgramOfHost(environment, argv[0]);
  if (!path.ok()) return path.status();
  Inherited inherited;
  if (absl::Status status = inherited.Take(environment); !status.ok()) return status;
  WantToKnowOfEnds();
  std::optional<pid_t> group = kernel.jobs().HostGroupOf(environment.process_group);
  const bool under_job_control = group.has_value();
  // What is not to hear of Ctrl-C must not be in the group that the terminal sends it to.
  if (environment.ignored.Has(Signal::kInt) && !under_job_control) group = 0;
  const bool gets_terminal = kernel.jobs().GetsTerminal(environment.process_group);
  pid_t pid = 0;
  int error = 0;
  {
    const UmaskScope umask(environment.umask);
    error = SpawnOrScript(environment, inherited, group,
                          gets_terminal ? kernel.jobs().terminal() : -1, pid, *path, argv);
    // If that terminal is gone, it goes without.
    if (gets_terminal && (error == ENOTTY || error == EIO || error == EPERM || error == EBADF))
      error = SpawnOrScript(environment, inherited, group, -1, pid, *path, argv);
  }
  if (error != 0 && gets_terminal) kernel.jobs().StartFailed();
  if (error != 0) return SpawnError(error, argv[0]);
  // Nobody else reaps our children, so the number is still this one's.
  const int pid_fd = AboveStandardStreams(pidfd_open(pid, 0));
  if (pid_fd < 0) {
    absl::Status status = HostError(errno, "pidfd_open");
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return status;
  }
  std::shared_ptr<HostProcess> process(
      new HostProcess(kernel, starter, under_job_control, pid, pid_fd));
  const absl::StatusOr<bool> watched =
      kernel.poller().Register(pid_fd, *process, process->poll_slot_);
  if (!watched.ok()) return watched.status();
  return process;
}

HostProcess::~HostProcess() {
  if (poll_slot_.used()) poller_.Forget(poll_slot_, ended_ ? -1 : pid_fd_);
  if (ended_) {
    close(pid_fd_);
  } else {
    poller_.CountOutside(-1);
    reaper_.KillAndReap(pid_fd_);
    jobs_.Ended(*this);
  }
}

void HostProcess::OnHostEvents(HostEvents /*events*/) {
  if (ended_) return;
  const std::optional<ExitStatus> status = Reap(pid_fd_, WNOHANG);
  if (!status.has_value()) return;
  ended_ = true;
  exit_status_ = *status;
  poller_.CountOutside(-1);
  jobs_.Ended(*this);
  cpu.kernel->RestartAll(readers());
  cpu.kernel->RestartAll(writers());
  cpu.kernel->HostProgramEnded(*this);
}

void HostProcess::LookForStop() {
  siginfo_t info = {};
  if (ended_ ||
      waitid(P_PIDFD, static_cast<id_t>(pid_fd_), &info, WSTOPPED | WCONTINUED | WNOHANG) != 0 ||
      info.si_pid == 0)
    return;
  const bool stopped = info.si_code == CLD_STOPPED;
  stopped_by_ = stopped ? static_cast<Signal>(info.si_status) : Signal::kNone;
  cpu.kernel->HostProgramStopped(*this, stopped ? stopped_by_ : Signal::kCont);
}

absl::Status HostProcess::Send(int signal) {
  if (ended_) return absl::NotFoundError("the program has ended");
  if (signal == SIGCONT) GoesOn();
  if (pidfd_send_signal(pid_fd_, signal, nullptr, 0) == 0) return absl::OkStatus();
  return errno == ESRCH ? absl::NotFoundError("the program has ended") : HostError(errno, "kill");
}

absl::StatusOr<std::size_t> HostProcess::TryRead(absl::Span<char> /*buffer*/) {
  return absl::FailedPreconditionError("a process cannot be read");
}

absl::StatusOr<std::size_t> HostProcess::TryWrite(std::string_view /*bytes*/) {
  return absl::FailedPreconditionError("a process cannot be written");
}

IoEvents HostProcess::ReadyNow(IoEvents wanted) { return ended_ ? wanted : IoEvents::kNone; }

absl::StatusOr<int> HostProcess::DupToHost() {
  return absl::FailedPreconditionError("a process cannot be handed on");
}

}  // namespace corix
