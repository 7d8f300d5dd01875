// What the host sends to the process reaches tasks.

#include "kernel/host_signals.h"

#include <csignal>
#include <string>
#include <vector>

#include "tests/sleeps.h"

namespace corix::testing {
namespace {

constexpr SignalSet kFromHost(Signal::kInt, Signal::kTstp, Signal::kHup, Signal::kTerm,
                              Signal::kUsr1);

struct sigaction ActionOf(int host_signal) {
  struct sigaction action = {};
  sigaction(host_signal, nullptr, &action);
  return action;
}

KernelOptions Listening(const Capture& capture) {
  KernelOptions options = VirtualOptions(capture);
  options.host_signals = kFromHost;
  return options;
}

// Spins, so that nobody but the kernel's own look outside can find the signal.
Co<int> Spin() {
  for (;;) co_yield Yield();
}

TEST(HostSignalsTest, EndsWhoeverIsInTheForeground) {
  for (const int host_signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) {
    for (const bool spins : {false, true}) {
      const Capture capture;
      Kernel kernel(Listening(capture));
      EXPECT_TRUE(HostSignals::Handles(host_signal));
      Co<int> process = spins ? Spin() : [](Capture*) -> Co<int> {
        co_yield Sleep(absl::InfiniteDuration());
        co_return 0;
      }(nullptr);
      const Tid tid = kernel.Spawn(std::move(process));
      kernel.Step();
      EXPECT_EQ(raise(host_signal), 0);
      EXPECT_TRUE(kernel.RunUntilExit(tid).ok());
      EXPECT_EQ(kernel.TakeExit(tid)->code, 128 + host_signal);
      ExpectNoLeaks(kernel);
    }
  }
}

// INT goes to the group in the foreground, TERM to those that the host program started.
TEST(HostSignalsTest, WhoIsMeant) {
  const Capture capture;
  Kernel kernel(Listening(capture));
  std::string log;
  const auto shell = [](std::string* to) -> Co<int> {
    co_yield CatchSignals(SignalSet(Signal::kTerm));
    const Tid job = co_yield NewTask(Nap(absl::Hours(1)));
    const Tid other = co_yield NewTask(Nap(absl::Hours(2)));
    co_yield SetGroup(job, job);
    co_yield SetGroup(other, other);
    EXPECT_EQ(co_yield SetForeground(job), 0);
    raise(SIGTSTP);
    ChildExit change = *(co_yield WaitAnyChild().OrStopped());
    EXPECT_EQ(change.tid, job);
    EXPECT_EQ(change.status, ExitStatus::Stopped(Signal::kTstp));
    co_yield SendSignal(job, Signal::kCont);
    change = *(co_yield WaitAnyChild().OrStopped());
    raise(SIGINT);
    change = *(co_yield WaitAnyChild().OrStopped());
    EXPECT_EQ(change.tid, job);
    EXPECT_EQ(change.status, ExitStatus::Killed(Signal::kInt));
    EXPECT_EQ(co_yield SetForeground(0), job);
    raise(SIGTERM);
    EXPECT_EQ(*(co_yield WaitSignal(SignalSet(Signal::kTerm))), Signal::kTerm);
    *to = "heard";
    co_yield KillTask(other);
    co_yield WaitTask(other);
    co_return 0;
  };
  const Tid tid = kernel.Spawn(shell(&log));
  EXPECT_TRUE(kernel.RunUntilExit(tid).ok());
  EXPECT_EQ(kernel.TakeExit(tid)->code, 0);
  EXPECT_EQ(log, "heard");
  ExpectNoLeaks(kernel);
}

// A second kernel does not take them away; and when the first is gone, all is as it was.
TEST(HostSignalsTest, OneListens) {
  const struct sigaction before = ActionOf(SIGTERM);
  {
    const Capture capture;
    Kernel first(Listening(capture));
    Kernel second(Listening(capture));
    const Tid in_first = first.Spawn(Spin());
    const Tid in_second = second.Spawn(Spin());
    EXPECT_EQ(raise(SIGTERM), 0);
    EXPECT_TRUE(second.Step());
    EXPECT_TRUE(first.RunUntilExit(in_first).ok());
    EXPECT_EQ(first.TakeExit(in_first)->code, 143);
    EXPECT_TRUE(second.EndTask(in_second));
    (void)second.TakeExit(in_second);
  }
  EXPECT_EQ(ActionOf(SIGTERM).sa_handler, before.sa_handler);
  EXPECT_FALSE(HostSignals::Handles(SIGTERM));
  // And the next can.
  const Capture capture;
  Kernel third(Listening(capture));
  EXPECT_TRUE(HostSignals::Handles(SIGTERM));
}

// What the host process ignores it goes on to ignore, as under nohup.
TEST(HostSignalsTest, IgnoredByTheHost) {
  const auto before = std::signal(SIGHUP, SIG_IGN);
  {
    const Capture capture;
    Kernel kernel(Listening(capture));
    EXPECT_FALSE(HostSignals::Handles(SIGHUP));
    EXPECT_EQ(ActionOf(SIGHUP).sa_handler, SIG_IGN);
  }
  std::signal(SIGHUP, before);
}

// Under the real clock, while nobody can run, a signal ends the wait.
TEST(HostSignalsTest, WakesTheHostProcess) {
  const Capture capture;
  KernelOptions options = Listening(capture);
  options.clock = ClockKind::kReal;
  Kernel kernel(options);
  const Tid tid = kernel.Spawn(Nap(absl::Hours(1)));
  const pid_t self = getpid();
  const auto sender = [](pid_t to) -> Process {
    auto send = [to] { kill(to, SIGTERM); };
    co_yield RunBlocking(std::move(send));
  };
  const Tid helper = kernel.Spawn(sender(self));
  EXPECT_TRUE(kernel.RunUntilExit(tid).ok());
  EXPECT_EQ(kernel.TakeExit(tid)->code, 143);
  (void)kernel.RunUntilExit(helper);
  (void)kernel.TakeExit(helper);
  ExpectNoLeaks(kernel);
}

}  // namespace
}  // namespace corix::testing
