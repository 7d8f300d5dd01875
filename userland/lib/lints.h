// userland/lib/lints.h: habits of tasks that are probably mistakes, seen from outside.
//
// A lint compares two samples, and what was seen between them. It looks at what the kernel counts and
// where tasks stand, never at what they mean: so a finding is a hint, and what makes progress of which
// the kernel knows nothing may be taken for what makes none.
#ifndef CORIX_USERLAND_LIB_LINTS_H_
#define CORIX_USERLAND_LIB_LINTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "syscalls/list_tasks.h"

namespace corix {

// From where on something is a finding.
struct LintLimits {
  absl::Duration turn = absl::Milliseconds(100);  // CPU time in one turn
  std::int64_t turns = 1000;                      // without a wait, at the same place
  absl::Duration zombie_age = absl::Seconds(1);   // since its end
  std::int64_t zombies = 10;                      // of one parent
  std::int64_t descriptors = 1000;                // of the kernel
  std::int64_t descriptor_growth = 10;            // from sample to sample
};

struct LintSample {
  absl::Duration up;  // when it was taken
  std::int64_t descriptors = 0;
  std::vector<TaskInfo> tasks;
};

// What was seen from one sample to the next.
struct LintWindow {
  LintSample before;
  LintSample after;
  // Of tasks that at each look between could run, and stood at this same place.
  std::map<int, std::string> steady;
  // How much later than wanted the second sample was taken: nobody had a turn in that time.
  absl::Duration late = absl::ZeroDuration();
  // Where a task stands, "Foo at file.cc:12", if it has frames.
  std::map<int, std::string> places;
};

struct LintFinding {
  // "never traps", "spins", "not awaited", "zombies", "descriptors".
  std::string kind;
  Tid tid = 0;  // whom it is about; 0: nobody knows
  std::string text;

  // The line that says it.
  std::string ToString() const;
};

// In the order of these kinds, and of the tids.
std::vector<LintFinding> FindLints(const LintWindow& window, const LintLimits& limits);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_LINTS_H_
