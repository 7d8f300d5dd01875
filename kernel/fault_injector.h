// kernel/fault_injector.h: somebody who makes system calls fail, or be late, to see what becomes of
// it. As strace's -e inject does at a Unix.
#ifndef CORIX_KERNEL_FAULT_INJECTOR_H_
#define CORIX_KERNEL_FAULT_INJECTOR_H_

#include <optional>

#include "absl/status/status.h"
#include "kernel/timer_queue.h"

namespace corix {

class SystemCallBase;
class Task;

// What is to become of a call: it is refused with this error, or else it comes to its handler so
// much later.
struct Fault {
  absl::Status error;
  Ticks delay = 0;
};

class FaultInjector {
 public:
  // Asked once for each trap, when the caller's output was delivered, in the place of the handler.
  // Nothing: the call goes its way. An error only for a call that can be refused.
  virtual std::optional<Fault> Strike(const Task& caller, const SystemCallBase& call) = 0;

 protected:
  ~FaultInjector() = default;
};

// Lets a task go on that was kept before a handler.
class Delay final : public Alarm {
 public:
  explicit Delay(Task& task) : Alarm(0), task_(task) {}
  void Ring() override;

 private:
  Task& task_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_FAULT_INJECTOR_H_
