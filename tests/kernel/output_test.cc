// What tasks print: it is no trap, it comes in order, and it goes to the task's own descriptor.

#include <fcntl.h>
#include <unistd.h>

#include <iostream>
#include <sstream>

#include "tests/testing.h"

namespace corix::testing {
namespace {

KernelOptions PrintInto(int host_fd) {
  KernelOptions options = VirtualOptions();
  options.host_descriptors = {0, host_fd, host_fd};
  return options;
}

Process PrintBothWays(std::string name) {
  for (int i = 0; i < 3; ++i) {
    std::cout << name << i;
    Print("%s%d", name, i);
    std::cerr << '!' << std::endl;
    co_yield Yield();
  }
}

// Print and std::cout do not give up the processor, and neither overtakes the other.
TEST(OutputTest, IsNoTrapAndKeepsItsOrder) {
  EXPECT_EQ(RunToEnd([]() -> Process {
              co_yield NewTask(PrintBothWays("a"));
              co_yield NewTask(PrintBothWays("b"));
              co_yield Sleep(absl::Seconds(1));
            }()),
            "a0a0!\na1a1!\nb0b0!\na2a2!\nb1b1!\nb2b2!\n");
}

Process PrintsThenKills(Tid victim) {
  Print("before\n");
  co_yield KillTask(victim);
  Print("after\n");
}

class SeenAtExit final : public Observer {
 public:
  explicit SeenAtExit(const Capture& capture) : capture_(capture) {}
  void Exited(const Task& task, ExitStatus /*status*/) override {
    if (task.tid() == 1) seen_ = capture_.Text();
  }
  const std::string& seen() const { return seen_; }

 private:
  const Capture& capture_;
  std::string seen_;
};

// What a turn printed is there before its trap takes effect.
TEST(OutputTest, BeforeTheKillTakesEffect) {
  const Capture capture;
  SeenAtExit watch(capture);
  Kernel kernel(VirtualOptions(capture));
  kernel.AddObserver(watch);
  const Tid victim = kernel.Spawn(YieldForEver());
  kernel.Spawn(PrintsThenKills(victim));
  ExpectRuns(kernel);
  EXPECT_EQ(watch.seen(), "before\n");
  EXPECT_EQ(capture.Text(), "before\nafter\n");
}

// Outside any task the streams are the host's.
TEST(OutputTest, OutsideAnyTaskTheStreamsAreTheHosts) {
  std::ostringstream host;
  std::streambuf* const before = std::cout.rdbuf(host.rdbuf());
  {
    Kernel kernel(VirtualOptions());
    std::cout << "from the host; ";
    Print("%s", "and by Print");
    EXPECT_EQ(host.str(), "from the host; and by Print");
  }
  EXPECT_EQ(std::cout.rdbuf(), host.rdbuf());
  std::cout.rdbuf(before);
}

// A task's descriptors are its own: a child inherits them, and closing one changes nobody else's.
TEST(OutputTest, ToTheTasksOwnDescriptor) {
  EXPECT_EQ(RunToEnd([]() -> Process {
              co_yield NewTask([]() -> Process {
                EXPECT_TRUE((co_yield Close(kStdout)).ok());
                Print("swallowed; ");
                std::cout << "swallowed too; ";
                PrintTo(kStderr, "from the child; ");
                co_yield NewTask([]() -> Process {
                  Print("inherited; ");
                  co_return;
                }());
                co_await YieldTimes(3);
              }());
              co_await YieldTimes(2);
              Print("from the parent; ");
              co_await YieldTimes(10);
            }()),
            "from the child; from the parent; ");
}

// ---- Descriptors without room ----

constexpr std::size_t kMuch = 300'000;  // more than a pipe of the host holds

Process PrintMuch(Tid victim, int& turns) {
  Print("%s", std::string(kMuch, 'x'));
  co_yield KillTask(victim);
  ++turns;
}

// If the descriptor has no room, the task sleeps, the others go on, and the trap takes effect when
// all is delivered, not before.
TEST(FullPipeTest, TheTrapTakesEffectAfterTheDelivery) {
  const HostPipe pipe;
  Kernel kernel(PrintInto(pipe.writer()));
  const Tid victim = kernel.Spawn(YieldForEver());
  int turns = 0;
  const Tid printer = kernel.Spawn(PrintMuch(victim, turns));
  std::string received;
  kernel.Spawn([](const HostPipe& out, std::string& text, Tid written_by, Tid prey) -> Process {
    while (text.size() < kMuch) {
      EXPECT_EQ(cpu.kernel->FindTask(written_by)->state(), TaskState::kWriting);
      EXPECT_FALSE(cpu.kernel->FindTask(prey)->ended());
      text += out.Drain();
      co_await YieldTimes(200);  // the kernel looks outside every 64 turns
    }
  }(pipe, received, printer, victim));
  EXPECT_TRUE(kernel.RunUntilExit(printer).ok());
  EXPECT_EQ(received.size() + pipe.Drain().size(), kMuch);
  EXPECT_EQ(turns, 1);
  EXPECT_EQ(kernel.TakeExit(victim)->code, 137);
}

// A task that returns, or exits, ends when its last words are delivered.
TEST(FullPipeTest, TheEndWaitsToo) {
  for (const bool by_exit : {false, true}) {
    const HostPipe pipe;
    Kernel kernel(PrintInto(pipe.writer()));
    const Tid printer = kernel.Spawn([](bool exits) -> Process {
      Print("%s", std::string(kMuch, 'x'));
      if (exits) co_yield Exit(3);
    }(by_exit));
    kernel.RunReady();
    EXPECT_EQ(kernel.FindTask(printer)->state(), TaskState::kWriting);
    std::size_t received = pipe.Drain().size();
    kernel.Spawn([](const HostPipe& out, std::size_t& bytes) -> Process {
      while (bytes < kMuch) {
        bytes += out.Drain().size();
        co_await YieldTimes(200);
      }
    }(pipe, received));
    ExpectRuns(kernel);
    EXPECT_EQ(received, kMuch);
    EXPECT_EQ(kernel.TakeExit(printer)->code, by_exit ? 3 : 0);
  }
}

// A task that prints into a full pipe, then is killed, loses the rest, and leaves nothing.
TEST(FullPipeTest, KilledWhileWriting) {
  for (const bool has_returned : {false, true}) {
    const HostPipe pipe;
    pipe.Fill();
    Kernel kernel(PrintInto(pipe.writer()));
    std::string log;
    const Tid printer = kernel.Spawn([](std::string& out, bool returns) -> Process {
      const Tracer tracer(out, "printer");
      Print("lost");
      if (!returns) co_await YieldForEver();
    }(log, has_returned));
    const Tid killer = kernel.Spawn([](Tid victim) -> Process {
      co_await YieldTimes(3);
      EXPECT_EQ(cpu.kernel->FindTask(victim)->state(), TaskState::kWriting);
      const bool killed = co_yield KillTask(victim);
      EXPECT_TRUE(killed);
    }(printer));
    ExpectRuns(kernel);
    EXPECT_EQ(log, "~printer ");
    EXPECT_EQ(kernel.TakeExit(printer)->code, has_returned ? 0 : 137);
    EXPECT_TRUE(kernel.TakeExit(killer).ok());
    ExpectNoLeaks(kernel);
    EXPECT_EQ(pipe.Drain().find("lost"), std::string::npos);
  }
}

// With nobody left to read, the task ends as a Unix process does, by PIPE; the others go on.
TEST(OutputTest, WithoutAReaderTheTaskEndsWith141) {
  for (const bool at_its_end : {false, true}) {
    HostPipe pipe;
    Kernel kernel(PrintInto(pipe.writer()));
    const Tid printer = kernel.Spawn([](bool at_end) -> Process {
      co_yield Yield();
      Print("hello");
      if (at_end) co_return;
      co_yield Yield();
      ADD_FAILURE() << "went on";
    }(at_its_end));
    const Tid other = kernel.Spawn(YieldTimes(10));
    pipe.CloseReader();
    ExpectRuns(kernel);
    EXPECT_EQ(kernel.TakeExit(printer).value(), ExitStatus::Killed(Signal::kPipe));
    EXPECT_EQ(kernel.TakeExit(other)->code, 0);
  }
}

// The same if a turn prints so much that it is delivered before the next trap.
TEST(OutputTest, WithoutAReaderMuchInOneTurnEndsToo) {
  HostPipe pipe;
  pipe.CloseReader();
  Kernel kernel(PrintInto(pipe.writer()));
  const Tid printer = kernel.Spawn([]() -> Process {
    for (;;) {
      Print("%s", std::string(200'000, 'x'));
      co_yield Yield();
    }
  }());
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(printer).value(), ExitStatus::Killed(Signal::kPipe));
}

// A descriptor that fails otherwise ends the task too, with a line on its standard error.
TEST(OutputTest, AFullDiskEndsTheTask) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  const Capture errors;
  KernelOptions options = VirtualOptions();
  options.host_descriptors = {0, full, errors.fd()};
  Kernel kernel(options);
  const Tid printer = kernel.Spawn("printer", []() -> Process {
    Print("hello");
    co_yield Yield();
    ADD_FAILURE() << "went on";
  }());
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.TakeExit(printer)->code, 1);
  EXPECT_EQ(errors.Text(), "task 1 (printer): cannot print: write: No space left on device\n");
  close(full);
}

// What the killer printed comes before what its victim's destructors print.
class PrintsAtEnd {
 public:
  PrintsAtEnd() = default;
  PrintsAtEnd(const PrintsAtEnd&) = delete;
  PrintsAtEnd& operator=(const PrintsAtEnd&) = delete;
  ~PrintsAtEnd() { Print("last words; "); }
};

Process HasLastWords() {
  const PrintsAtEnd object;
  co_await YieldForEver();
}

TEST(OutputTest, KillerAndVictimInOrder) {
  EXPECT_EQ(RunToEnd([]() -> Process {
              const Tid a = co_yield NewTask(HasLastWords());
              const Tid b = co_yield NewTask(HasLastWords());
              co_yield Yield();
              Print("one; ");
              co_yield KillTask(a);
              Print("two; ");
              CallNow(KillTask(b));
              Print("three");
            }()),
            "one; last words; two; last words; three");
}

// A stream never stays failed, and a kernel gives the streams back.
TEST(OutputTest, StreamsStayGood) {
  HostPipe pipe;
  pipe.CloseReader();
  {
    Kernel kernel(PrintInto(pipe.writer()));
    kernel.Spawn([]() -> Process {
      std::cout << "nobody reads this" << std::flush;
      co_yield Yield();
    }());
    ExpectRuns(kernel);
    EXPECT_TRUE(std::cout.good());
  }
  EXPECT_TRUE(std::cout.good());
}

// A turn that prints without end does not fill the memory, as long as somebody takes it.
TEST(OutputTest, MuchInOneTurn) {
  const Capture capture;
  Kernel kernel(VirtualOptions(capture));
  kernel.Spawn([]() -> Process {
    for (int i = 0; i < 1000; ++i) Print("%s", std::string(10'000, 'x'));
    co_return;
  }());
  ExpectRuns(kernel);
  EXPECT_EQ(capture.Text().size(), 10'000'000);
}

Process PrintsInto(Fd writer) {
  EXPECT_TRUE(CallNow(Dup2(writer, kStdout)).ok());
  Print("xx");
  co_yield Yield();
}

// What waits to be delivered is counted, until it is, or its task is killed.
CORIX_TEST(OutputTest, WhatWaitsIsCounted) {
  const PipeEnds pipe = co_yield Pipe(1);
  for (const bool killed : {false, true}) {
    const Tid writer = co_yield NewTask(PrintsInto(pipe.writer)).Detached();
    EXPECT_EQ(cpu.kernel->Leaks().outputs, 1U);
    if (killed) {
      EXPECT_TRUE(co_yield KillTask(writer));
      EXPECT_EQ(cpu.kernel->Leaks().outputs, 0U);
    }
    char byte = ' ';
    for (int i = 0; i < (killed ? 1 : 2); ++i)
      EXPECT_TRUE((co_yield Read(pipe.reader, absl::MakeSpan(&byte, 1))).ok());
    co_yield Yield();
    EXPECT_EQ(cpu.kernel->Leaks().outputs, 0U);
  }
}

}  // namespace
}  // namespace corix::testing
