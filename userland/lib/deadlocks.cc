#include "userland/lib/deadlocks.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace corix {
namespace {

// All who are stuck. Linear in the number of waits.
std::set<int> FindStuck(const Waits& waits) {
  std::set<int> stuck;
  std::map<int, std::vector<int>> waiters;  // by their wakers
  for (const auto& [tid, waiting] : waits) {
    if (!waiting.only_wakers()) continue;
    stuck.insert(tid);
    for (const Tid waker : waiting.wakers) waiters[waker].push_back(tid);
  }
  // Those who can go on; and whoever waits for one of them can, some time.
  std::vector<int> free;
  for (const auto& [waker, its_waiters] : waiters) {
    if (!stuck.contains(waker)) free.push_back(waker);
  }
  while (!free.empty()) {
    const int waker = free.back();
    free.pop_back();
    for (const int waiter : waiters[waker]) {
      if (stuck.erase(waiter) > 0) free.push_back(waiter);
    }
  }
  return stuck;
}

}  // namespace

std::vector<Deadlock> FindDeadlocks(const Waits& waits) {
  const std::set<int> stuck = FindStuck(waits);
  std::vector<Deadlock> deadlocks;
  std::map<int, std::size_t> deadlock_of;
  for (const int start : stuck) {
    // From each to the first of those who would have to wake it: to somebody who was there before,
    // or to the end.
    std::vector<Tid> path;
    int tid = start;
    for (;;) {
      if (deadlock_of.contains(tid)) break;
      const auto seen = std::find(path.begin(), path.end(), Tid(tid));
      if (seen != path.end()) {
        std::vector<Tid> cycle(seen, path.end());
        std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
        for (const Tid member : cycle) deadlock_of[member] = deadlocks.size();
        deadlocks.push_back({.tasks = std::move(cycle), .behind = {}});
        break;
      }
      path.emplace_back(tid);
      const std::vector<Tid>& wakers = waits.at(tid).wakers;
      const auto next = std::find_if(wakers.begin(), wakers.end(),
                                     [&](Tid waker) { return stuck.contains(waker); });
      if (next == wakers.end()) {
        deadlock_of[tid] = deadlocks.size();
        deadlocks.push_back({.tasks = {tid}, .cycle = false, .behind = {}});
        break;
      }
      tid = *next;
    }
    const std::size_t index = deadlock_of.at(tid);
    for (const Tid member : path) {
      if (deadlock_of.emplace(member, index).second) deadlocks[index].behind.push_back(member);
    }
  }
  for (Deadlock& deadlock : deadlocks) std::sort(deadlock.behind.begin(), deadlock.behind.end());
  std::sort(deadlocks.begin(), deadlocks.end(),
            [](const Deadlock& a, const Deadlock& b) { return a.tasks.front() < b.tasks.front(); });
  return deadlocks;
}

}  // namespace corix
