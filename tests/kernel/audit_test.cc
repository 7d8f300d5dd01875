// The audit finds nothing in a sound kernel, at whatever moment it is asked, and something in one
// that is not.

#include <gtest/gtest.h>

#include "tests/io_testing.h"
#include "tests/testing.h"

namespace corix::testing {
namespace {

// A sound kernel has no findings: random programs are looked at between any two turns.
Process Busy(std::uint64_t seed, int depth) {
  Random random(seed);
  std::vector<Tid> children;
  for (int i = 0; i < 8; ++i) {
    switch (Below(random, 6)) {
      case 0:
        co_yield Sleep(absl::Milliseconds(Below(random, 5)));
        break;
      case 1:
        if (depth > 0) children.push_back(co_yield NewTask(Busy(random(), depth - 1)));
        break;
      case 2:
        if (!children.empty()) co_yield KillTask(children[Below(random, children.size())]);
        break;
      case 3:
        if (!children.empty()) co_yield Cancel(children.back());
        break;
      case 4:
        if (depth > 0) co_yield NewTask(Busy(random(), depth - 1)).Detached();
        break;
      default: {
        PipeEnds ends = co_yield Pipe();
        co_yield Write(ends.writer, "x");
      }
    }
  }
  for (const Tid child : children) co_yield WaitTask(child);
}

TEST(AuditTest, ASoundKernelIsSoundBetweenAnyTwoTurns) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Capture capture;
    Kernel kernel(VirtualOptions(capture));
    const Tid tid = kernel.Spawn(Busy(seed, 3));
    while (kernel.Step()) ExpectSound(kernel);
    (void)kernel.TakeExit(tid);
    ExpectNoLeaks(kernel);
    if (::testing::Test::HasFailure()) FAIL() << "seed " << seed;
  }
}

// A seat in which somebody sits who does not wait.
CORIX_TEST(AuditTest, FindsAStrayInALine) {
  Task* const self = cpu.task;
  {
    Seat seat;
    self->exit_waiters().Join(seat, *self);
    const std::vector<std::string> findings = co_yield Audit();
    EXPECT_EQ(findings.size(), 1);
    EXPECT_EQ(findings.front(), "task 1 has a seat in the line of task 1, and does not wait");
  }
  const std::vector<std::string> findings = co_yield Audit();
  EXPECT_TRUE(findings.empty());
}

}  // namespace
}  // namespace corix::testing
