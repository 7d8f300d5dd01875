// RunHost and the calls below it: programs of the host, how they begin and how they end.

#include <sys/resource.h>

#include <algorithm>
#include <memory>

#include "tests/kernel/host.h"

namespace corix::testing {
namespace {

// ---- How a program ends ----

// The exit code of a program is that of its process; the signal that killed it is told.
CORIX_TEST(RunHostTest, HowAProgramEnded) {
  for (const int code : {0, 1, 42, 255}) {
    const auto status = co_await RunHost("sh", "-c", "exit " + std::to_string(code));
    EXPECT_EQ(status.value(), ExitStatus::Returned(code));
  }
  for (const int signal : {SIGHUP, SIGINT, SIGKILL, SIGTERM, SIGSEGV}) {
    const std::string script = "ulimit -c 0; kill -" + std::to_string(signal) + " $$";
    const auto status = co_await RunHost("sh", "-c", script);
    EXPECT_EQ(status->code, 128 + signal);
    EXPECT_EQ(status->cause, ExitStatus::Cause::kKilled);
    EXPECT_EQ(static_cast<int>(status->signal), signal);
  }
  ExpectNoChildren();
}

// What is not there is NOT_FOUND, by name and by path; the message names it.
CORIX_TEST(RunHostTest, NotFound) {
  const Folder folder;
  std::vector<std::string> names = {"no-such-program", "/no/such/program", "./nothing"};
  names.push_back(folder.path() + "/nothing");
  for (const std::string& name : names) {
    const auto status = co_await RunHost(name);
    EXPECT_TRUE(absl::IsNotFound(status.status())) << name;
    EXPECT_EQ(status.status().message(), name + ": not found");
  }
  EXPECT_TRUE(absl::IsNotFound((co_await RunHost("")).status()));
  EXPECT_TRUE(absl::IsInvalidArgument((co_await RunHost()).status()));
}

// What is there and cannot be executed is PERMISSION_DENIED: a file without the permission, and a
// folder.
CORIX_TEST(RunHostTest, NotExecutable) {
  const Folder folder;
  const std::string path = folder.Make("plain", "#!/bin/sh\nexit 0\n", 0644);
  EXPECT_TRUE(absl::IsPermissionDenied((co_await RunHost(path)).status()));
  EXPECT_TRUE(absl::IsPermissionDenied((co_await RunHost(folder.path())).status()));
  EXPECT_TRUE((co_yield SetVariable("PATH", folder.path())).ok());
  const auto status = co_await RunHost("plain");
  EXPECT_TRUE(absl::IsPermissionDenied(status.status()));
  EXPECT_EQ(status.status().message(), "plain: not executable");
}

// A script without #! is run by sh, with its arguments (POSIX, Shell & Utilities, 2.9.1.1).
CORIX_TEST(RunHostTest, AScriptThatDoesNotSayWhatItIsFor) {
  const Folder folder;
  const std::string path = folder.Make("script", "echo \"$0\" \"$#\" \"$1\"\n", 0755);
  std::vector<std::string> argv = {path, "a b", "c"};
  EXPECT_EQ(co_await OutputOf(Program(std::move(argv))), path + " 2 a b\n");
  folder.Make("exits", "exit 9\n", 0755);
  EXPECT_TRUE((co_yield ChangeDirectory(folder.path())).ok());
  EXPECT_EQ((co_await RunHost("./exits"))->code, 9);
}

// Arguments arrive as they are, also empty ones and long ones. Too many of them are an error.
CORIX_TEST(RunHostTest, Arguments) {
  const std::string long_one(100'000, 'x');
  std::vector<std::string> argv = {"printf", "%s|", "", "a b", "*", "\n", long_one};
  EXPECT_EQ(co_await OutputOf(Program(std::move(argv))), "|a b|*|\n|" + long_one + "|");
  EXPECT_FALSE((co_await RunHost("true", std::string(10'000'000, 'x'))).ok());
  ExpectNoChildren();
}

// ---- What a program inherits ----

// A name is looked for along the task's own PATH: the first that can be executed is it.
CORIX_TEST(HostEnvironmentTest, PathOfTheTask) {
  const Folder folder;
  folder.Make("one/tool", "#!/bin/sh\necho one\n", 0644);
  folder.Make("two/tool", "#!/bin/sh\necho two\n", 0755);
  folder.Make("three/tool", "#!/bin/sh\necho three\n", 0755);
  std::filesystem::create_directories(folder.path() + "/zero/tool");
  const std::string& base = folder.path();
  const std::string path =
      base + "/missing:" + base + "/zero:" + base + "/one:" + base + "/two:" + base + "/three";
  EXPECT_TRUE((co_yield SetVariable("PATH", path)).ok());
  std::vector<std::string> tool = {"tool"};
  EXPECT_EQ(co_await OutputOf(Program(tool)), "two\n");
  // Relative parts are those of the task's directory.
  EXPECT_TRUE((co_yield ChangeDirectory(base)).ok());
  EXPECT_TRUE((co_yield SetVariable("PATH", "three:two")).ok());
  EXPECT_EQ(co_await OutputOf(Program(tool)), "three\n");
  EXPECT_TRUE((co_yield SetVariable("PATH", "/nowhere")).ok());
  EXPECT_TRUE(absl::IsNotFound((co_await RunHost("true")).status()));
}

Co<int> PrintDirectory(std::string directory) {
  EXPECT_TRUE((co_yield ChangeDirectory(std::move(directory))).ok());
  co_return co_await Sh("pwd -P");
}

// A program begins in its task's directory; no other task's changes, nor does the host's.
CORIX_TEST(HostEnvironmentTest, Directory) {
  const Folder folder;
  const std::string before = std::filesystem::current_path();
  EXPECT_EQ(co_await OutputOf(PrintDirectory(folder.path())), folder.path() + "\n");
  EXPECT_EQ(co_await OutputOf(Sh("pwd -P")), before + "\n");
  EXPECT_EQ(std::filesystem::current_path(), before);
}

Co<int> PrintUmask(unsigned mask) {
  co_yield SetUmask(mask);
  co_return co_await Sh("umask");
}

// A program has its task's umask, and the host process keeps its own.
CORIX_TEST(HostEnvironmentTest, Umask) {
  const mode_t before = umask(0);
  umask(before);
  EXPECT_EQ(co_await OutputOf(PrintUmask(0077)), "0077\n");
  EXPECT_EQ(co_await OutputOf(PrintUmask(0)), "0000\n");
  const mode_t after = umask(before);
  EXPECT_EQ(after, before);
}

Co<int> PrintVariables() {
  EXPECT_TRUE((co_yield SetVariable("CORIX_ONE", "a b\nc")).ok());
  EXPECT_TRUE((co_yield SetVariable("CORIX_EMPTY", "")).ok());
  EXPECT_TRUE((co_yield SetVariable("CORIX_HOST")).ok());
  co_return co_await Sh("printf '%s.' \"$CORIX_ONE\" \"${CORIX_EMPTY-unset}\" ${CORIX_HOST-gone}");
}

// A program has its task's variables, neither more nor others; no other task's change.
CORIX_TEST(HostEnvironmentTest, Variables) {
  setenv("CORIX_HOST", "here", 1);
  EXPECT_EQ(co_await OutputOf(PrintVariables()), "a b\nc..gone.");
  EXPECT_EQ(co_await OutputOf(Sh("echo ${CORIX_ONE-none} $CORIX_HOST")), "none here\n");
  unsetenv("CORIX_HOST");
}

// The lines of /proc/self/status for a program's signals.
std::uint64_t SignalSet(const std::string& status, const std::string& name) {
  const std::size_t at = status.find(name);
  EXPECT_NE(at, std::string::npos);
  return at == std::string::npos ? 0 : std::stoull(status.substr(at + name.size()), nullptr, 16);
}

// Whatever the kernel does with signals for itself, a program begins without blocked ones, and
// SIGPIPE ends it.
CORIX_TEST(HostEnvironmentTest, Signals) {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigaddset(&blocked, SIGPIPE);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  std::vector<std::string> argv = {"cat", "/proc/self/status"};
  const std::string status = co_await OutputOf(Program(std::move(argv)));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(SignalSet(status, "SigBlk:\t"), 0);
  EXPECT_EQ(SignalSet(status, "SigIgn:\t") >> (SIGPIPE - 1) & 1, 0);
}

// ---- While it runs ----

Process Start(std::string script, pid_t& pid) {
  std::vector<std::string> argv = {"sh", "-c"};
  argv.push_back(std::move(script));
  const auto program = co_yield StartHost(std::move(argv));
  pid = PidOf(*program);
  const auto status = co_yield WaitHost(*program);
  co_yield Exit(status->code);
}

constexpr char kLong[] = "exec sleep 1000";

// Whoever kills the task kills the program; it is reaped, and leaves no zombie.
CORIX_TEST(HostLifeTest, AKilledTaskTakesItsProgramWithIt) {
  pid_t pid = -1;
  const Tid tid = co_yield NewTask(Start(kLong, pid));
  co_yield Yield();
  EXPECT_TRUE(IsThere(pid));
  EXPECT_TRUE(co_yield KillTask(tid));
  co_yield WaitTask(tid);
  co_await AwaitTheHost();
  EXPECT_FALSE(IsThere(pid));
  EXPECT_EQ(errno, ESRCH);
  ExpectNoChildren();
}

// A program that was given up in the kernel's last turns is no leak: the kernel reaps it without
// being waited for.
CORIX_TEST(HostLifeTest, AProgramKilledAtTheVeryEndIsNoLeak) {
  pid_t pid = -1;
  const Tid tid = co_yield NewTask(Start(kLong, pid));
  co_yield Yield();
  EXPECT_TRUE(co_yield KillTask(tid));
  co_yield WaitTask(tid);
}

// Fifty programs at once: each task hears of its own.
CORIX_TEST(HostLifeTest, ManyAtOnce) {
  std::vector<Tid> tasks;
  std::vector<pid_t> pids(50);
  for (int i = 0; i < 50; ++i) {
    std::string script = "exit " + std::to_string(i);
    tasks.push_back(co_yield NewTask(Start(std::move(script), pids[i])));
  }
  for (int i = 0; i < 50; ++i) EXPECT_EQ((co_yield WaitTask(tasks[i]))->code, i);
  std::sort(pids.begin(), pids.end());
  EXPECT_EQ(std::unique(pids.begin(), pids.end()), pids.end());
  ExpectNoChildren();
}

// Fifty long ones, killed one after the other.
CORIX_TEST(HostLifeTest, ManyKilledAtOnce) {
  std::vector<Tid> tasks;
  std::vector<pid_t> pids(50);
  for (int i = 0; i < 50; ++i) tasks.push_back(co_yield NewTask(Start(kLong, pids[i])));
  co_yield Yield();
  for (const Tid task : tasks) EXPECT_TRUE(co_yield KillTask(task));
  for (const Tid task : tasks) EXPECT_EQ((co_yield WaitTask(task))->code, 137);
  co_await AwaitTheHost();
  for (const pid_t pid : pids) EXPECT_FALSE(IsThere(pid));
  ExpectNoChildren();
}

std::vector<std::string> Words(std::string script) {
  std::vector<std::string> argv = {"sh", "-c"};
  argv.push_back(std::move(script));
  return argv;
}

// A program that has ended before anybody asks is reaped already, and whoever asks, and asks again,
// is told.
CORIX_TEST(HostLifeTest, EndedBeforeTheWait) {
  const auto program = co_yield StartHost(Words("exit 7"));
  co_await AwaitTheHost();
  ExpectNoChildren();
  EXPECT_EQ((co_yield WaitHost(*program)).value(), ExitStatus::Returned(7));
  EXPECT_EQ((co_yield WaitHost(*program)).value(), ExitStatus::Returned(7));
  const auto ready = co_yield WaitIO(*program, IoEvents::kReadable);
  EXPECT_EQ(ready.value(), IoEvents::kReadable);
  EXPECT_TRUE(absl::IsNotFound(co_yield SignalHost(*program, SIGTERM)));
}

Process NoteReady(Fd fd, IoEvents events, IoEvents& ready) {
  ready = (co_yield WaitIO(fd, events)).value();
}

// A program's descriptor is not ready while it runs, and readable when it has ended: any number may
// wait for that.
CORIX_TEST(HostLifeTest, ReadableWhenItHasEnded) {
  const auto program = co_yield StartHost(Words(kLong));
  IoEvents first = IoEvents::kNone;
  IoEvents second = IoEvents::kNone;
  co_yield NewTask(NoteReady(*program, IoEvents::kReadable, first)).Detached();
  co_yield NewTask(NoteReady(*program, IoEvents::kReadable, second)).Detached();
  const auto now = co_yield WaitIO(*program, IoEvents::kReadable, absl::ZeroDuration());
  EXPECT_TRUE(absl::IsDeadlineExceeded(now.status()));
  EXPECT_TRUE((co_yield SignalHost(*program, SIGTERM)).ok());
  EXPECT_EQ((co_yield WaitHost(*program))->code, 143);
  co_await YieldTimes(2);
  EXPECT_EQ(first, IoEvents::kReadable);
  EXPECT_EQ(second, IoEvents::kReadable);
}

// The end counts as both, for those who are there before it as for those who come later.
CORIX_TEST(HostLifeTest, WritableToo) {
  const auto program = co_yield StartHost(Words(kLong));
  IoEvents ready = IoEvents::kNone;
  const Tid waiter = co_yield NewTask(NoteReady(*program, IoEvents::kWritable, ready));
  co_yield Yield();
  EXPECT_TRUE((co_yield SignalHost(*program, SIGTERM)).ok());
  EXPECT_EQ((co_yield WaitHost(*program))->code, 143);
  const auto later = co_yield WaitIO(*program, IoEvents::kWritable);
  EXPECT_EQ(later.value(), IoEvents::kWritable);
  co_await YieldTimes(2);
  EXPECT_EQ(ready, IoEvents::kWritable);
  // It would never end.
  (void)(co_yield KillTask(waiter));
}

// A program that is stopped has not ended.
CORIX_TEST(HostLifeTest, Signals) {
  const auto program = co_yield StartHost(Words(kLong));
  EXPECT_TRUE((co_yield SignalHost(*program, 0)).ok());
  EXPECT_TRUE((co_yield SignalHost(*program, SIGSTOP)).ok());
  siginfo_t info = {};
  // Until it has stopped.
  EXPECT_EQ(waitid(P_PID, static_cast<id_t>(PidOf(*program)), &info, WSTOPPED | WNOWAIT), 0);
  co_await YieldTimes(200);
  const auto now = co_yield WaitIO(*program, IoEvents::kReadable, absl::ZeroDuration());
  EXPECT_TRUE(absl::IsDeadlineExceeded(now.status()));
  EXPECT_TRUE((co_yield SignalHost(*program, SIGCONT)).ok());
  EXPECT_TRUE((co_yield SignalHost(*program, SIGTERM)).ok());
  EXPECT_EQ((co_yield WaitHost(*program)).value(), ExitStatus::Killed(Signal::kTerm));
}

// What does not stand for a program is refused, and so is what is no signal.
CORIX_TEST(HostLifeTest, Refusals) {
  const auto program = co_yield StartHost(Words(kLong));
  EXPECT_TRUE(absl::IsInvalidArgument(co_yield SignalHost(*program, 9999)));
  PipeEnds pipe = co_yield Pipe();
  EXPECT_TRUE(absl::IsInvalidArgument(co_yield SignalHost(pipe.reader, SIGTERM)));
  EXPECT_TRUE(absl::IsInvalidArgument((co_yield WaitHost(pipe.reader)).status()));
  EXPECT_TRUE(absl::IsNotFound(co_yield SignalHost(999, SIGTERM)));
  EXPECT_TRUE(absl::IsNotFound((co_yield WaitHost(999)).status()));
  std::array<char, 8> buffer;
  EXPECT_FALSE((co_yield Read(*program, absl::MakeSpan(buffer))).ok());
  EXPECT_FALSE((co_yield Write(*program, "x")).ok());
  EXPECT_FALSE((co_yield DupToHost(*program)).ok());
  EXPECT_TRUE((co_yield SignalHost(*program, SIGKILL)).ok());
  EXPECT_EQ((co_yield WaitHost(*program))->code, 137);
}

Process WaitCancelled(Fd program, int& cancelled) {
  const auto status = co_yield WaitHost(program);
  if (absl::IsCancelled(status.status())) ++cancelled;
}

// Whoever waits for a program whose descriptor another task closes is told so, and it is killed.
CORIX_TEST(HostLifeTest, ClosedByAnother) {
  auto program = co_yield StartHost(Words(kLong));
  const pid_t pid = PidOf(*program);
  int cancelled = 0;
  const Tid first = co_yield NewTask(WaitCancelled(*program, cancelled));
  const Tid second = co_yield NewTask(WaitCancelled(*program, cancelled));
  co_yield Yield();
  program->Close();
  co_yield WaitTask(first);
  co_yield WaitTask(second);
  EXPECT_EQ(cancelled, 2);
  co_await AwaitTheHost();
  EXPECT_FALSE(IsThere(pid));
  ExpectNoChildren();
}

Process NoteTheHour(std::string& log) {
  co_yield Sleep(absl::Hours(1));
  log += "hour ";
}

// Virtual time stands still while a program runs, whether anybody waits for it or not.
CORIX_TEST(HostLifeTest, HoldsVirtualTimeStill) {
  std::string log;
  const Tid sleeper = co_yield NewTask(NoteTheHour(log));
  EXPECT_EQ((co_await RunHost("sh", "-c", "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done"))->code,
            0);
  log += "program ";
  co_yield WaitTask(sleeper);
  EXPECT_EQ(log, "program hour ");
  const auto program = co_yield StartHost(Words("i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done"));
  co_yield Sleep(absl::Hours(1));
  const auto ready = co_yield WaitIO(*program, IoEvents::kReadable, absl::ZeroDuration());
  EXPECT_TRUE(ready.ok());
}

// A kernel that only waits for a program takes no turns.
CORIX_TEST(HostLifeTest, AnIdleKernelWaitsWithoutWork) {
  const auto program = co_yield StartHost(Words("i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done"));
  const Task* const self = cpu.task;
  const auto turns = self->turns();
  EXPECT_EQ((co_yield WaitHost(*program))->code, 0);
  EXPECT_EQ(self->turns(), turns + 1);
}

// A kernel that is destroyed kills the programs of its tasks, and reaps them.
TEST(HostKernelTest, DestroyedWhileProgramsRun) {
  std::vector<pid_t> pids(5, -1);
  {
    Kernel kernel(VirtualOptions());
    for (pid_t& pid : pids) kernel.Spawn(Start(kLong, pid));
    kernel.RunReady();
    for (const pid_t pid : pids) EXPECT_TRUE(IsThere(pid));
  }
  for (const pid_t pid : pids) EXPECT_FALSE(IsThere(pid));
  ExpectNoChildren();
}

// By the real clock it is the same.
TEST(HostKernelTest, RealClock) {
  KernelOptions options;
  Kernel kernel(options);
  pid_t pid = -1;
  const Tid tid = kernel.Spawn(Start("exit 3", pid));
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(tid)->code, 3);
  ExpectNoLeaks(kernel);
  ExpectNoChildren();
}

}  // namespace
}  // namespace corix::testing
