#include <algorithm>

#include "dinner.h"

namespace mini {

Process Philosopher(Dinner& dinner, int seat, int meals) {
  const int left = seat;
  const int right = (seat + 1) % static_cast<int>(dinner.forks.size());
  // Who waits for a fork has only forks with smaller numbers: nobody can wait in a circle.
  Mutex& first = dinner.forks[static_cast<std::size_t>(std::min(left, right))];
  Mutex& second = dinner.forks[static_cast<std::size_t>(std::max(left, right))];
  for (int meal = 0; meal < meals; ++meal) {
    co_await dinner.think(seat);
    co_await dinner.reach(seat);
    const absl::StatusOr<Mutex::Guard> one = co_await first.Lock();
    if (!one.ok()) co_return;
    co_await dinner.reach(seat);
    const absl::StatusOr<Mutex::Guard> other = co_await second.Lock();
    if (!other.ok()) co_return;
    co_await dinner.eat(seat);
  }
}

}  // namespace mini
