// The known faults of the Python scheduler from which this kernel descends, each shown not to be
// ours.

#include <unistd.h>

#include <array>
#include <ctime>
#include <stdexcept>

#include "tests/testing.h"

namespace corix::testing {
namespace {

Process ReadForEver(Fd fd) {
  std::array<char, 8> buffer;
  co_yield Read(fd, absl::MakeSpan(buffer));
}

// 1. Killing a task that waits for I/O never reaps it.
CORIX_TEST(PythonFaultsTest, AKilledIoWaiterIsReaped) {
  HostPipe pipe;
  const Fd reader = CallNow(AdoptHostDescriptor(pipe.TakeReader())).value().Release();
  const Tid child = co_yield NewTask(ReadForEver(reader));
  co_yield Yield();
  co_yield KillTask(child);
  EXPECT_EQ((co_yield WaitTask(child))->code, 137);
  EXPECT_EQ(cpu.kernel->FindTask(child), nullptr);
  EXPECT_TRUE((co_yield Close(reader)).ok());
}

Process CallsAnEndlessOne(bool& went_on) {
  co_await YieldForEver();
  went_on = true;
}

// 2. Killing a task inside a subroutine ends only the subroutine.
CORIX_TEST(PythonFaultsTest, AKillEndsTheWholeTask) {
  bool went_on = false;
  const Tid child = co_yield NewTask(CallsAnEndlessOne(went_on));
  co_yield Yield();
  co_yield KillTask(child);
  co_await YieldTimes(5);
  EXPECT_FALSE(went_on);
  EXPECT_EQ(cpu.kernel->FindTask(child)->state(), TaskState::kZombie);
}

Process WaitReadable(Fd fd, int& woken) {
  co_yield WaitIO(fd, IoEvents::kReadable);
  ++woken;
}

// 3. A second waiter on a descriptor displaces the first.
CORIX_TEST(PythonFaultsTest, ASecondWaiterDisplacesNobody) {
  HostPipe pipe;
  const Fd reader = CallNow(AdoptHostDescriptor(pipe.TakeReader())).value().Release();
  int woken = 0;
  for (int i = 0; i < 3; ++i) co_yield NewTask(WaitReadable(reader, woken));
  co_yield Yield();
  EXPECT_EQ(write(pipe.writer(), "x", 1), 1);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE((co_yield WaitAnyChild()).ok());
  EXPECT_EQ(woken, 3);
  EXPECT_TRUE((co_yield Close(reader)).ok());
}

Process Throws() {
  co_yield Yield();
  throw std::runtime_error("only mine");
}

// 4. One task's exception ends the kernel.
CORIX_TEST(PythonFaultsTest, AnExceptionEndsOneTask) {
  const Tid child = co_yield NewTask(Throws());
  EXPECT_EQ((co_yield WaitTask(child)).value(), ExitStatus::Threw());
}

// 5. Waiting for oneself hangs.
CORIX_TEST(PythonFaultsTest, WaitingForOneselfIsRefused) {
  const Tid self = co_yield GetTid();
  EXPECT_TRUE(absl::IsInvalidArgument((co_yield WaitTask(self)).status()));
}

// 6. The kernel never ends once I/O was used.
TEST(PythonFaultsTest, TheKernelEndsAfterIo) {
  HostPipe pipe;
  Kernel kernel(VirtualOptions());
  kernel.Spawn([](HostPipe& ends) -> Process {
    const Fd reader = (co_yield AdoptHostDescriptor(ends.TakeReader())).value().Release();
    int woken = 0;
    co_yield NewTask(WaitReadable(reader, woken));
    EXPECT_EQ(write(ends.writer(), "x", 1), 1);
    EXPECT_TRUE((co_yield WaitAnyChild()).ok());
  }(pipe));
  ExpectRuns(kernel);
  EXPECT_EQ(kernel.Leaks().tasks, 0);
}

// 7. An idle kernel spins at 100 % of the processor.
TEST(PythonFaultsTest, AnIdleKernelUsesNoCpu) {
  const auto cpu_time = [] {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return absl::DurationFromTimespec(now);
  };
  Kernel kernel;
  for (int i = 0; i < 10; ++i) kernel.Spawn(Nap(absl::Milliseconds(200)));
  const absl::Duration before = cpu_time();
  ExpectRuns(kernel);
  EXPECT_LT(cpu_time() - before, absl::Milliseconds(20));
}

}  // namespace
}  // namespace corix::testing
