// system_call.h: what a task hands to the kernel.
//
// A call is an object that the task makes where it yields it: co_yield GetTid(). It lives in the
// task's frame until the task has its next turn. Meanwhile the kernel handles it, once.
#ifndef MINI_SYSTEM_CALL_H_
#define MINI_SYSTEM_CALL_H_

namespace mini {

class Kernel;

// The number of a task. 0 is nobody.
using Tid = int;

class SystemCall {
 public:
  virtual ~SystemCall() = default;

  // Does what was asked for, and keeps the answer. The kernel calls this at the end of the caller's
  // turn. It may make the caller sleep, and it may end it; then this very object is gone.
  virtual void Handle(Kernel& kernel, Tid caller) = 0;
};

}  // namespace mini

#endif  // MINI_SYSTEM_CALL_H_
