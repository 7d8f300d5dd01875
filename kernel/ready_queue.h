// kernel/ready_queue.h: who runs next.
//
// A first-in, first-out line of runnable tasks. Every task that can run is in it exactly once; no
// sleeper is. The running task stands at the front for as long as its turn lasts: if it can still
// run after that, it goes behind all others by the move of one pointer, which is why a turn costs
// no more than it does.
//
// Fairness: a task that traps goes behind all who were already waiting, so among N runnable tasks
// each gets a turn in any N turns.
#ifndef CORIX_KERNEL_READY_QUEUE_H_
#define CORIX_KERNEL_READY_QUEUE_H_

#include "kernel/task.h"

namespace corix {

class ReadyQueue {
 public:
  bool empty() const { return ring_.empty(); }

  // The task whose turn it is; nullptr if nobody can run.
  Task* front() const { return ring_.front(); }

  // Puts a task behind all others; while a turn lasts, before the running task's next turn.
  void Push(Task& task) { ring_.Push(task); }

  // Takes a task out, wherever it stands.
  void Remove(Task& task) { ring_.Remove(task); }

  // Ends the turn of the task at the front, which stays runnable. Returns the next one.
  Task& Rotate(Task& front) { return ring_.Rotate(front); }

 private:
  TaskRing ring_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_READY_QUEUE_H_
