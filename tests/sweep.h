// tests/sweep.h: a scenario, struck at every moment there is.
//
//   SweepKills([] { return Scenario(); });
//
// A scenario is a process that comes to its end by itself. It is run again and again, each time in a
// new kernel. In each run, one of its tasks is struck, once, between two turns: first task 2 after
// the first turn, then after the second, and so on to the end of the run; then task 3, and all that
// it ever spawns. Between any wake-up and the turn that follows it lies such a moment, as does every
// trap. After each run nothing may have leaked, and nobody may wait for ever.
//
// The first task, the scenario itself, is struck too if it is asked for.
#ifndef CORIX_TESTS_SWEEP_H_
#define CORIX_TESTS_SWEEP_H_

#include <functional>

#include "tests/testing.h"

namespace corix::testing {

struct SweepOptions {
  bool strike_scenario = true;  // the first task too
  int most_turns = 2'000;       // a run that takes longer fails
};

// Returns how many runs that were. `check` is asked after each run.
int SweepKills(const std::function<Process()>& scenario, SweepOptions options = {},
               const std::function<void()>& check = nullptr);
// Stopped, and let go on when nobody else can.
int SweepStops(const std::function<Process()>& scenario, SweepOptions options = {},
               const std::function<void()>& check = nullptr);
int SweepCancels(const std::function<Process()>& scenario, SweepOptions options = {},
                 const std::function<void()>& check = nullptr);

}  // namespace corix::testing

#endif  // CORIX_TESTS_SWEEP_H_
