// dinner.h: philosophers at a round table. (E. W. Dijkstra, EWD 310.) It is given.
#ifndef DINNER_H_
#define DINNER_H_

#include <deque>
#include <functional>
#include <string>

#include "mutex.h"

namespace mini {

// Fork i lies to the left of seat i, and to the right of the one before: with five seats, seat 4 has
// fork 4 on its left and fork 0 on its right.
struct Dinner {
  explicit Dinner(int seats) {
    for (int i = 0; i < seats; ++i) forks.emplace_back("fork " + std::to_string(i));
  }

  std::deque<Mutex> forks;
  // What a philosopher does, and how long it takes, is decided elsewhere. To be awaited:
  //   co_await dinner.think(seat);
  std::function<Co<>(int seat)> think;
  std::function<Co<>(int seat)> reach;  // for a fork, each time before it is locked
  std::function<Co<>(int seat)> eat;    // with both forks in hand
};

// Eats so many meals. Each time: thinks, reaches for one fork and takes it, reaches for the other and
// takes it, eats, and lays both back. (philosopher.cc)
Process Philosopher(Dinner& dinner, int seat, int meals);

}  // namespace mini

#endif  // DINNER_H_
