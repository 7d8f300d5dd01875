// kernel/signals.h: what a task has to do with signals, if it has anything to do with them.
//
// A signal has no handler here. What a task may do about one is
//
//   nothing    then the signal acts by itself: it ends the task, stops it, lets it go on, or is lost
//   ignore it  then it is lost (children inherit that, with the rest of the execution environment)
//   catch it   then it pends until the task takes it, by WaitSignal or TakeSignal; and so that the
//              task learns of it, one trap in which it sleeps, or the next that may, answers
//              ABORTED
//   block it   then it pends, and nobody is told; unblocked, it acts as if it came just then
//
// KILL and STOP leave no choice. A stopped task gets no turns until CONT comes; what reaches it
// meanwhile waits: signals that would end it too, but for KILL. CONT undoes stops that pend, and a
// stop undoes a CONT.
#ifndef CORIX_KERNEL_SIGNALS_H_
#define CORIX_KERNEL_SIGNALS_H_

#include <deque>

#include "kernel/api/exit_status.h"
#include "kernel/api/signal.h"
#include "kernel/api/tid.h"
#include "kernel/timer_queue.h"

namespace corix {

// What became of a child: it ended, was stopped, or goes on.
struct ChildExit {
  Tid tid;
  ExitStatus status;
};

// When it is due, its task is sent ALRM.
class AlarmClock final : public Alarm {
 public:
  explicit AlarmClock(Task& task) : Alarm(0), task_(task) {}
  void Ring() override;

 private:
  Task& task_;
};

struct Signals {
  explicit Signals(Task& task) : alarm(task) {}

  SignalSet caught;
  SignalSet blocked;
  SignalSet pending;
  SignalSet untold;  // caught ones that pend, and of which no trap has told the task yet
  // It has asked for them once: stops and continuations of its children, each child's last, in the
  // order in which they came.
  bool watches_children = false;
  std::deque<ChildExit> changes;
  AlarmClock alarm;
};

}  // namespace corix

#endif  // CORIX_KERNEL_SIGNALS_H_
