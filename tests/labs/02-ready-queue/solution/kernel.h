// kernel.h: who there is, and who runs next.
//
// The task map has every task that lives, by its number, also the one that has its turn. The ready
// queue has those that can run, each once, in the order in which they will have their turns. The
// task that has its turn is not in it.
#ifndef MINI_KERNEL_H_
#define MINI_KERNEL_H_

#include <cstddef>
#include <deque>
#include <map>

#include "task.h"

namespace mini {

// The number of a task. 0 is nobody.
using Tid = int;

class Kernel {
 public:
  Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // Takes a task in, which must not be done, and returns its number: 1 for the first, and never one
  // that was there before. It has its first turn after all who wait already. May be called from
  // within a turn.
  Tid Spawn(Task task);

  // Gives a turn to the task that has waited longest. If that was its last, the task is gone when
  // this returns; an exception out of its body goes with it, until lab 3 keeps it. Returns false,
  // and does nothing, if nobody waits. Must not be called from within a turn.
  bool Step();

  // Gives turns until nobody waits any more.
  void Run();

  // Whose turn it is; 0 between turns.
  Tid running() const { return running_; }

  // Whether there is a task of that number; and how many there are.
  bool Lives(Tid tid) const { return tasks_.count(tid) > 0; }
  std::size_t size() const { return tasks_.size(); }

 private:
  std::map<Tid, Task> tasks_;
  std::deque<Tid> ready_;
  Tid last_tid_ = 0;
  Tid running_ = 0;
};

}  // namespace mini

#endif  // MINI_KERNEL_H_
