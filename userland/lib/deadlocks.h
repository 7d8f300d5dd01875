// userland/lib/deadlocks.h: who can never go on, in a kernel that otherwise lives.
//
// A task is stuck if nobody can end its wait but tasks that are stuck themselves, or have ended. That
// is the greatest set with this property: everybody of whom nothing better is known is in it at
// first, and whoever has a waker outside goes, until nobody does. (Holt, "Some Deadlock Properties of
// Computer Systems", ACM Computing Surveys 1972: where one waker of several is enough, a deadlock is
// a knot in the graph, and a cycle alone is none.) A waker of whom nobody knows could be anybody: so
// who may have such a one is never said to be stuck.
#ifndef CORIX_USERLAND_LIB_DEADLOCKS_H_
#define CORIX_USERLAND_LIB_DEADLOCKS_H_

#include <vector>

#include "userland/lib/kernel_view.h"

namespace corix {

struct Deadlock {
  // Each waits for the next, and the last for the first, whose tid is the lowest; or a single task
  // that waits, though all who could have woken it are gone.
  std::vector<Tid> tasks;
  bool cycle = true;
  // Those who are stuck because of them, in the order of their tids.
  std::vector<Tid> behind;
};

// In the order of their first tasks. A waker that does not wait can go on. (All of that has to be of
// one moment: a waker that was there a moment ago may have ended, or gone to sleep.)
std::vector<Deadlock> FindDeadlocks(const Waits& waits);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_DEADLOCKS_H_
