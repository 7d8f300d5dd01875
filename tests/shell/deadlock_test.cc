// A deadlock ends the real program, with a report that says who waits for whom.

#include <gtest/gtest.h>

#include <string>

#include "tests/shell/child.h"

namespace corix {
namespace {

// Philosophers who take the fork on their left first: each waits for the next.
TEST(DeadlockTest, PhilosophersAreReported) {
  const testing::Outcome outcome =
      testing::RunCorix({"--virtual-time", "-c", "philosophers stuck"});
  EXPECT_EQ(outcome.status, 1);
  for (const std::string line :
       {"corix: deadlock: 7 tasks wait, and nothing can wake them",
        "task 3 (Plato) waits in SleepOn(mutex fork 1), for task 4 (Zeno)",
        "task 7 (Laozi) waits in SleepOn(mutex fork 0), for task 3 (Plato)",
        "cycle: 3 -> 4 -> 5 -> 6 -> 7 -> 3"}) {
    EXPECT_NE(outcome.err.find(line), std::string::npos) << line << "\n" << outcome.err;
  }
}

}  // namespace
}  // namespace corix
