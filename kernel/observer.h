// kernel/observer.h: the hooks on which everything that looks into the kernel is built.
//
// A kernel without observers pays one predictable branch a turn for them. An observer is called
// outside any task: what it prints goes to the host's streams. It must not change the kernel.
//
// The life of a task, as it is told:
//   Created, Resumed, Trapped, Answered, Resumed, Trapped, Slept, Woken, Resumed, ..., Exited.
#ifndef CORIX_KERNEL_OBSERVER_H_
#define CORIX_KERNEL_OBSERVER_H_

#include "kernel/api/exit_status.h"

namespace corix {

class SystemCallBase;
class Task;

class Observer {
 public:
  virtual ~Observer() = default;

  virtual void Created(const Task& /*task*/) {}
  // Its turn begins. If it slept, the answer is in its call by now.
  virtual void Resumed(const Task& /*task*/) {}
  // Its trap passes the gate, before the handler. A trap that has to be tried again is told once.
  virtual void Trapped(const Task& /*task*/, const SystemCallBase& /*call*/) {}
  // The trap had its answer at once.
  virtual void Answered(const Task& /*task*/, const SystemCallBase& /*call*/) {}
  // The task waits: for what its call is about, until its output is delivered (perhaps after its
  // last turn), or, stopped, for CONT.
  virtual void Slept(const Task& /*task*/) {}
  // It can run again. `waker`: the task in whose turn that was (it may have ended with it); nullptr:
  // a timer, or the host.
  virtual void Woken(const Task& /*task*/, const Task* /*waker*/) {}
  // A deadline ends the call in which it is: from now on nothing is left of it.
  virtual void Struck(const Task& /*task*/) {}
  // It was sent a signal, by the task (nullptr: by nobody of ours).
  virtual void Signalled(const Task& /*task*/, Signal /*signal*/, const Task* /*sender*/) {}
  virtual void Exited(const Task& /*task*/, ExitStatus /*status*/) {}
  // Nobody could run, and time may have passed.
  virtual void Waited() {}
};

}  // namespace corix

#endif  // CORIX_KERNEL_OBSERVER_H_
