// A task that waits for a program of the host stands for it: what is sent to the one is for the other,
// and what the host does to the one is done to the other.

#include "tests/kernel/host.h"

namespace corix::testing {
namespace {

// A program in a task of its own, which says that it is ready, and then waits for a line that never
// comes. `script` is what it does before.
struct Ready {
  Tid tid = 0;
  std::string word;  // what it said
  File input;        // closed, it would end
};

Co<Ready> Start(std::string script) {
  PipeEnds in = co_yield Pipe();
  PipeEnds out = co_yield Pipe();
  Ready ready;
  Co<int> body = Sh(std::move(script) + "; read x");
  Co<int> task = WithDescriptors(std::move(in.reader), std::move(out.writer), std::move(body));
  ready.tid = co_yield NewTask(std::move(task));
  ready.input = std::move(in.writer);
  std::array<char, 100> buffer;
  const auto bytes = co_yield Read(out.reader, absl::MakeSpan(buffer));
  ready.word.assign(buffer.data(), bytes.value_or(0));
  co_return ready;
}

// R, S, T, as in proc(5).
char HostState(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string stat((std::istreambuf_iterator<char>(file)), {});
  const std::size_t end = stat.rfind(')');
  return end == std::string::npos ? '-' : stat[end + 2];
}

Co<bool> IsStopped(Tid tid) {
  for (const TaskInfo& task : co_yield ListTasks())
    if (task.tid == tid) co_return task.stopped;
  co_return false;
}

CORIX_TEST(HostJobTest, WhatIsSentToTheTaskGoesToTheProgram) {
  const Ready program = co_await Start("trap 'exit 7' TERM; echo ready");
  EXPECT_EQ(program.word, "ready\n");
  EXPECT_TRUE((co_yield SendSignal(program.tid, Signal::kTerm)).ok());
  EXPECT_EQ((co_yield WaitTask(program.tid)).value(), ExitStatus::Returned(7));
  // One that does nothing about it ends by it.
  const Ready other = co_await Start("echo ready");
  EXPECT_TRUE((co_yield SendSignal(other.tid, Signal::kHup)).ok());
  EXPECT_EQ((co_yield WaitTask(other.tid))->code, 129);
  ExpectNoChildren();
}

// KILL is for the task; and its program dies with it.
CORIX_TEST(HostJobTest, KillIsForTheTask) {
  const Ready program = co_await Start("trap '' TERM; echo $$");
  EXPECT_TRUE((co_yield SendSignal(program.tid, Signal::kKill)).ok());
  EXPECT_EQ((co_yield WaitTask(program.tid)).value(), ExitStatus::Killed(Signal::kKill));
  const pid_t pid = std::stoi(program.word);
  while (HostState(pid) != '-' && HostState(pid) != 'Z') co_yield Yield();
}

CORIX_TEST(HostJobTest, StopAndContAreForBoth) {
  const Ready program = co_await Start("echo $$");
  const pid_t pid = std::stoi(program.word);
  EXPECT_TRUE((co_yield SendSignal(program.tid, Signal::kStop)).ok());
  const bool is_stopped = co_await IsStopped(program.tid);
  EXPECT_TRUE(is_stopped);
  while (HostState(pid) != 'T') co_yield Yield();
  EXPECT_TRUE((co_yield SendSignal(program.tid, Signal::kCont)).ok());
  const bool still = co_await IsStopped(program.tid);
  EXPECT_FALSE(still);
  while (HostState(pid) == 'T') co_yield Yield();
  EXPECT_TRUE((co_yield SendSignal(program.tid, Signal::kTerm)).ok());
  EXPECT_EQ((co_yield WaitTask(program.tid))->code, 143);
}

// A signal that the task catches is its own.
CORIX_TEST(HostJobTest, WhatTheTaskCatchesIsItsOwn) {
  absl::Status heard;
  const auto body = [](absl::Status* to) -> Co<int> {
    EXPECT_TRUE((co_yield CatchSignals(SignalSet(Signal::kTerm))).ok());
    const auto status = co_await RunHost("sleep", "1000");
    *to = status.status();
    co_return 3;
  };
  const Tid tid = co_yield NewTask(body(&heard));
  co_await YieldTimes(10);
  EXPECT_TRUE((co_yield SendSignal(tid, Signal::kTerm)).ok());
  EXPECT_EQ((co_yield WaitTask(tid)).value(), ExitStatus::Returned(3));
  EXPECT_TRUE(absl::IsAborted(heard)) << heard;
  co_await YieldTimes(10);
}

// A program that is not to hear of Ctrl-C is not in the group to which the host's terminal sends it.
CORIX_TEST(HostJobTest, WhoIgnoresIntIsInAGroupOfItsOwn) {
  const std::string script = "set -- $(cat /proc/$$/stat); echo $1 $5";
  const Ready ours = co_await Start(script);
  EXPECT_EQ(ours.word.substr(ours.word.find(' ') + 1), std::to_string(getpgrp()) + "\n");
  EXPECT_TRUE((co_yield IgnoreSignals(SignalSet(Signal::kInt))).ok());
  const Ready alone = co_await Start(script);
  const std::size_t blank = alone.word.find(' ');
  EXPECT_EQ(alone.word.substr(0, blank) + "\n", alone.word.substr(blank + 1));
  for (const Tid tid : {ours.tid, alone.tid}) {
    (void)(co_yield SendSignal(tid, Signal::kTerm));
    (void)(co_yield WaitTask(tid));
  }
}

// What the host does to a program, its task learns, if the kernel listens to CHLD.
TEST(HostJobTest, AStopAtTheHostStopsTheTask) {
  const Capture capture;
  KernelOptions options = VirtualOptions(capture);
  options.clock = ClockKind::kReal;
  options.host_signals = SignalSet(Signal::kChld);
  Kernel kernel(options);
  const auto body = []() -> Process {
    const Ready program = co_await Start("trap 'exit 9' CONT; echo $$; kill -STOP $$");
    const pid_t pid = std::stoi(program.word);
    absl::StatusOr<ChildExit> child = co_yield WaitAnyChild().OrStopped();
    EXPECT_EQ(child->tid, program.tid);
    // (If it was stopped before anybody asked, the kernel does not know any more by what.)
    EXPECT_EQ(child->status.cause, ExitStatus::Cause::kStopped);
    EXPECT_EQ(HostState(pid), 'T');
    kill(pid, SIGCONT);
    child = co_yield WaitAnyChild().OrStopped();
    if (child->status.alive()) {
      EXPECT_EQ(child->status, ExitStatus::Continued());
      child = co_yield WaitAnyChild();
    }
    EXPECT_EQ(child->status, ExitStatus::Returned(9));
  };
  const Tid tid = kernel.Spawn(body());
  EXPECT_TRUE(kernel.Run().ok());
  EXPECT_EQ(kernel.TakeExit(tid).value(), ExitStatus::Returned(0));
  ExpectNoLeaks(kernel);
  ExpectNoChildren();
}

}  // namespace
}  // namespace corix::testing
