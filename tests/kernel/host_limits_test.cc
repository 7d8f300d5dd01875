// Programs of the host where it is narrow: too few descriptors or processes, and descriptors that
// are not what they seem.

#include <poll.h>
#include <pty.h>
#include <sys/resource.h>

#include <future>
#include <stdexcept>
#include <thread>

#include "kernel/host_file.h"
#include "tests/kernel/host.h"

namespace corix::testing {
namespace {

Fd Adopted(int host_fd) { return CallNow(AdoptHostDescriptor(host_fd)).value().Release(); }

// (The sanitizer of undefined behaviour looks at objects by way of a pipe, for which it needs
// descriptors itself.)
#ifndef __SANITIZE_ADDRESS__

int LowestFreeDescriptor() {
  const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  close(fd);
  return fd;
}

long OpenDescriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::distance(std::filesystem::begin(all), std::filesystem::end(all));
}

// However few descriptors the host has left: a program is started and ends well, or the task is
// told RESOURCE_EXHAUSTED, and nothing leaks.
CORIX_TEST(HostLimitsTest, FewDescriptors) {
  PipeEnds pipe = co_yield Pipe();
  EXPECT_TRUE((co_yield Dup2(pipe.reader, 5)).ok());
  // So that there are no gaps in between.
  std::vector<int> many;
  for (int i = 0; i < 40; ++i) many.push_back(open("/dev/null", O_RDWR | O_CLOEXEC));
  // What the kernel needs once and for all.
  EXPECT_EQ((co_await RunHost("true"))->code, 0);
  const long before = OpenDescriptors();
  const int lowest_free = LowestFreeDescriptor();
  rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  int refused = 0;
  int started = 0;
  for (int more = 0; more < 20; ++more) {
    rlimit few = limit;
    few.rlim_cur = static_cast<rlim_t>(lowest_free + more);
    setrlimit(RLIMIT_NOFILE, &few);
    const auto status = co_await RunHost("true");
    setrlimit(RLIMIT_NOFILE, &limit);
    if (status.ok()) {
      EXPECT_EQ(status->code, 0);
      ++started;
    } else {
      EXPECT_TRUE(absl::IsResourceExhausted(status.status())) << status.status().ToString();
      EXPECT_EQ(started, 0) << more;
      ++refused;
    }
    EXPECT_EQ(OpenDescriptors(), before) << more;
  }
  for (const int fd : many) close(fd);
  EXPECT_GT(refused, 0);
  EXPECT_GT(started, 0);
  EXPECT_TRUE((co_yield Close(5)).ok());
  ExpectNoChildren();
}

#endif  // __SANITIZE_ADDRESS__

// Runs a process in a child of this process that may start neither threads nor processes; its exit
// code is that of the test's last check.
int RunWithoutProcesses(Process (*make)()) {
  const pid_t pid = fork();
  if (pid == 0) {
    // The limit is no limit for root.
    if (getuid() == 0 && setresuid(65'534, 65'534, 65'534) != 0) _exit(99);
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_NPROC, &none);
    Kernel kernel(VirtualOptions());
    const Tid tid = kernel.Spawn(make());
    const bool ran = kernel.Run().ok();
    _exit(ran ? kernel.TakeExit(tid)->code : 98);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// A host that has no room for a process is RESOURCE_EXHAUSTED, with a reason.
TEST(HostLimitsForkTest, NoRoomForAProcess) {
  const int code = RunWithoutProcesses([]() -> Process {
    const auto status = co_await RunHost("/bin/true");
    if (status.ok()) co_yield Exit(1);
    if (!absl::IsResourceExhausted(status.status())) co_yield Exit(2);
    if (status.status().message().empty()) co_yield Exit(3);
    co_yield Exit(0);
  });
  EXPECT_EQ(code, 0);
}

// A host that has no room for a thread is a std::runtime_error for each that asks; no ticket is
// lost by that.
TEST(HostLimitsForkTest, NoRoomForAThread) {
  const int code = RunWithoutProcesses([]() -> Process {
    for (int i = 0; i < 100; ++i) {
      bool refused = false;
      try {
        co_yield RunBlocking([] {});
      } catch (const std::runtime_error&) {
        refused = true;
      }
      if (!refused) co_yield Exit(1);
    }
    co_yield Exit(0);
  });
  EXPECT_EQ(code, 0);
}

// Where whoever started us ignores SIGCHLD, which is inherited, programs have exit codes all the
// same.
CORIX_TEST(HostLimitsTest, SigchldIsIgnored) {
  struct sigaction before;
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGCHLD, &ignore, &before);
  const auto status = co_await RunHost("sh", "-c", "exit 3");
  sigaction(SIGCHLD, &before, nullptr);
  EXPECT_TRUE(status.ok()) << status.status().ToString();
  EXPECT_EQ(status.value_or(ExitStatus::Returned(-1)).code, 3);
}

// A standard stream that is closed is closed for the program too, and is no reason not to start it.
TEST(HostLimitsClosedTest, StandardStreamsMayBeClosed) {
  const HostPipe out;
  const int closed = fcntl(out.writer(), F_DUPFD_CLOEXEC, 200);
  close(closed);
  KernelOptions options = VirtualOptions();
  options.host_descriptors = {closed, out.writer(), out.writer()};
  Kernel kernel(options);
  const Tid tid = kernel.Spawn([]() -> Co<int> {
    const auto status = co_await RunHost("sh", "-c", "[ ! -e /proc/$$/fd/0 ]");
    EXPECT_TRUE(status.ok()) << status.status().message();
    co_return status.ok() ? status->code : 1;
  }());
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(tid)->code, 0);
}

// A named pipe without a writer does not keep the whole kernel: a program that is given it waits
// for itself.
CORIX_TEST(HostLimitsTest, ANamedPipeWithoutAWriter) {
  const Folder folder;
  const std::string path = folder.path() + "/fifo";
  EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
  auto fifo = co_yield Open(path, OpenMode::kRead);
  EXPECT_TRUE((co_yield Dup2(*fifo, 5)).ok());
  // Should the kernel be kept, this writer sets it free after a while, and the test fails.
  std::promise<void> started;
  std::future<void> is_started = started.get_future();
  bool kept = false;
  std::thread rescue([&] {
    kept = is_started.wait_for(std::chrono::seconds(3)) != std::future_status::ready;
    if (!kept) return;
    close(open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  });
  std::vector<std::string> argv = {"sleep", "1000"};
  {
    const auto program = co_yield StartHost(std::move(argv));
    started.set_value();
    rescue.join();
    EXPECT_FALSE(kept) << "the kernel stood still until somebody opened the other end";
  }
  EXPECT_TRUE((co_yield Close(5)).ok());
  co_await AwaitTheHost();
}

// The near end of a pseudo-terminal, too, is the same one for a program: what it writes there
// comes out at the far end.
CORIX_TEST(HostLimitsTest, TheNearEndOfATerminal) {
  int near_end;
  int far_end;
  EXPECT_EQ(openpty(&near_end, &far_end, nullptr, nullptr, nullptr), 0);
  const Fd terminal = Adopted(near_end);
  const int given = (co_yield DupToHost(terminal)).value();
  EXPECT_EQ(write(given, "hello\n", 6), 6);
  pollfd asked{.fd = far_end, .events = POLLIN, .revents = 0};
  EXPECT_EQ(poll(&asked, 1, 5000), 1);
  close(given);
  close(far_end);
  EXPECT_TRUE((co_yield Close(terminal)).ok());
}

// A program at the far end has a terminal, and it is the one that its task has.
CORIX_TEST(HostLimitsTest, TheFarEndOfATerminal) {
  int near_end;
  int far_end;
  EXPECT_EQ(openpty(&near_end, &far_end, nullptr, nullptr, nullptr), 0);
  std::array<char, 100> name = {};
  EXPECT_EQ(ttyname_r(far_end, name.data(), name.size()), 0);
  const Fd terminal = Adopted(far_end);
  EXPECT_TRUE((co_yield Dup2(terminal, kStdin)).ok());
  std::vector<std::string> argv = {"tty"};
  EXPECT_EQ(co_await OutputOf(Program(std::move(argv))), std::string(name.data()) + "\n");
  EXPECT_TRUE((co_yield Close(terminal)).ok());
  EXPECT_TRUE((co_yield Close(kStdin)).ok());
  close(near_end);
}

}  // namespace
}  // namespace corix::testing
