#include "dinner.h"

namespace mini {

Process Philosopher(Dinner& dinner, int seat, int meals) {
  // Step 6.
  (void)dinner;
  (void)seat;
  (void)meals;
  co_return;
}

}  // namespace mini
