// kernel/scope.h: a part of a task's call stack that may end before its time, or must not.
//
// A scope lies around one call: it belongs to the frame that makes the call, and stands in the list
// of its task, innermost first, for as long as the call lasts. There are two kinds:
//
//   a deadline   When its time is up, the frames of the call are destroyed, innermost first, and
//                the frame that made it goes on. Time up ends only a sleep: a task that already has
//                its answer takes it first, and is struck at its next trap, before the handler.
//   a shield     While it stands, neither an outer deadline nor a cancel strikes. They are kept,
//                and strike at the first trap after it. (A kill does not ask.)
//
// Several deadlines may have passed at a time; then the outermost strikes, as it ends the others'
// calls too.
#ifndef CORIX_KERNEL_SCOPE_H_
#define CORIX_KERNEL_SCOPE_H_

#include "kernel/timer_queue.h"

namespace corix {

struct Frame;
class Kernel;
class Task;

class Scope final : public Alarm {
 public:
  Scope() : Alarm(kShield) {}
  ~Scope() { Leave(); }

  bool is_shield() const { return deadline() == kShield; }
  // Its time is up.
  bool expired() const { return expired_; }
  // The call was ended: its frames are gone.
  bool struck() const { return struck_; }

  // Around what the task's innermost frame is about to call. The scope stands until Leave.
  void EnterDeadline(Kernel& kernel, Task& task, Frame& frame, Ticks deadline);
  void EnterShield(Task& task, Frame& frame);
  // Does nothing if it does not stand.
  void Leave();

  void Ring() override;

  // Whether one that is a shield stands around what the task does.
  static bool Shields(const Task& task);

 private:
  friend class Kernel;
  static constexpr Ticks kShield = -1;
  void Push(Task& task, Frame& frame);

  Task* task_ = nullptr;
  Frame* frame_ = nullptr;
  Scope* outer_ = nullptr;
  bool expired_ = false;
  bool struck_ = false;
};

}  // namespace corix

#endif  // CORIX_KERNEL_SCOPE_H_
