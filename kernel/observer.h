// kernel/observer.h: five hooks, on which everything that looks into the kernel is built.
//
// A kernel without observers pays one predictable branch a turn for them. An observer is called
// outside any task: what it prints goes to the host's streams. It must not change the kernel.
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
  virtual void Resumed(const Task& /*task*/) {}  // its turn begins
  // Its trap passes the gate, before the handler. A trap that has to be tried again is told once.
  virtual void Trapped(const Task& /*task*/, const SystemCallBase& /*call*/) {}
  virtual void Woken(const Task& /*task*/) {}  // it slept, and can run again
  virtual void Exited(const Task& /*task*/, ExitStatus /*status*/) {}
};

}  // namespace corix

#endif  // CORIX_KERNEL_OBSERVER_H_
