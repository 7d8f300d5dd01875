// kernel/task.h: the kernel's record of one process.
//
// A task is in exactly one of these conditions:
//   ready     in the ready queue; the running task stands at its front
//   sleeping  in a trap, whose call object holds its seats
//   writing   what it printed does not fit into its descriptor yet; then its trap, or its end, takes effect
//   stopped   it could run, but for a signal (a task that is stopped while it sleeps, sleeps on)
//   dying     its frames are being unwound
//   zombie    ended; only its status is left, for its parent
//
// The record stays until the task was reaped, and until no child names it as its parent.
#ifndef CORIX_KERNEL_TASK_H_
#define CORIX_KERNEL_TASK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/api/block_pool.h"
#include "kernel/api/exit_status.h"
#include "kernel/api/frame.h"
#include "kernel/api/tid.h"
#include "kernel/task_extra.h"
#include "kernel/wait_queue.h"

namespace corix {

class ExecutionEnvironment;
class SystemCallBase;

enum class TaskState : std::uint8_t { kReady, kSleeping, kWriting, kStopped, kDying, kZombie };

class Task : private Link {
 public:
  Task(Tid tid, Task* parent, Frame* root, ExecutionEnvironment* environment);
  ~Task();

  Tid tid() const { return tid_; }
  TaskState state() const { return state_; }
  bool ended() const { return state_ == TaskState::kZombie; }
  bool dying_or_ended() const { return state_ >= TaskState::kDying; }
  bool sleeping() const { return state_ == TaskState::kSleeping; }

  // The task that spawned it, if that one has not ended; nullptr: the kernel has adopted it.
  Task* parent() const { return parent_ != nullptr && !parent_->ended() ? parent_ : nullptr; }

  // How it ended. Only of a task that has.
  ExitStatus exit_status() const { return exit_status_; }

  // The call in which it sleeps; nullptr if it does not.
  SystemCallBase* call() const { return sleeping() ? call_ : nullptr; }

  // Those who wait for its end.
  WaitQueue& exit_waiters() { return exit_waiters_; }

  // The name that somebody gave it, or that of its outermost function.
  std::string Name() const;
  // The same without a copy: until it is given another one, or forgotten.
  std::string_view NameView() const;
  void SetName(std::string_view name);

  // Children that have not ended and that WaitAnyChild can wait for.
  std::uint32_t waitable_children() const { return waitable_children_; }
  // The child that was first to end of those for which nobody has waited; nullptr: there is none.
  Task* first_zombie() const {
    return belongings() == nullptr ? nullptr : belongings()->zombies.front();
  }

  const ExecutionEnvironment& environment() const { return *environment_; }

  std::uint64_t turns() const { return turns_; }
  // Every turn ends with a trap, except the one in which the process returns; and CallNow ends
  // none.
  std::uint64_t traps() const { return turns_ - (returned_ ? 1 : 0) + calls_now_; }
  void CountCallNow() { ++calls_now_; }
  std::uint32_t cpu_milliseconds() const { return cpu_milliseconds_; }
  // For how long it could run, all in all, and for how long it has been as it is: runnable or not.
  // In milliseconds, to the exactness of Clock::recent().
  std::uint32_t runnable_milliseconds(std::uint32_t now) const {
    return runnable_milliseconds_ + (state_ == TaskState::kReady ? now - since_ : 0);
  }
  std::uint32_t milliseconds_so(std::uint32_t now) const { return now - since_; }

  // What only few tasks have; nullptr if this one has nothing of it.
  const TaskExtra* extra() const { return has_extra_ ? extra_ : nullptr; }
  TaskExtra* extra() { return has_extra_ ? extra_ : nullptr; }
  // The same, made if it is not there.
  TaskExtra& MakeExtra();

  // nullptr if it has none.
  const Belongings* belongings() const { return has_extra_ ? extra_->belongings.get() : nullptr; }

  // What it has to do with signals; nullptr: nothing.
  Signals* signals() const { return has_extra_ ? extra_->signals.get() : nullptr; }
  Signals& MakeSignals();

  // nullptr: its frames are gone. (It may be running.)
  const Frame* innermost_frame() const;
  // The memory of all its frames. Linear in their number.
  std::size_t FrameBytes() const;

  static void* operator new(std::size_t bytes) { return BlockPool::Allocate(bytes); }
  static void operator delete(void* block, std::size_t bytes) noexcept {
    BlockPool::Free(block, bytes);
  }

 private:
  friend class Kernel;
  friend class TaskRing;
  friend class CpuSampler;
  friend class Watchdog;

  const Task* neighbour() const { return static_cast<const Task*>(next()); }

  void NoteRunnable(std::uint32_t now) { since_ = now; }
  void NoteWaiting(std::uint32_t now) {
    runnable_milliseconds_ += now - since_;
    since_ = now;
  }

  // First, beside the link of the ready queue, what each turn touches: where a thousand tasks take
  // turns, each line of memory that a turn does not need makes it faster.

  // While it lives, the innermost frame (stale during its turn, when the register cpu.top has it).
  // Once its frames are gone, how it ended.
  union {
    Frame* top_;
    ExitStatus exit_status_;
  };
  std::uint64_t turns_ = 0;
  Tid tid_;
  std::uint8_t attention_ = 0;
  TaskState state_ = TaskState::kReady;
  bool detached_ : 1 = false;
  bool frames_gone_ : 1 = false;
  bool returned_ : 1 = false;
  bool awaits_members_ : 1 = false;  // it is to die as soon as the members of its groups have
  bool has_extra_ : 1 = false;
  bool cancelled_ : 1 = false;  // somebody cancelled it, and no trap has told it yet

  SystemCallBase* call_ = nullptr;  // its last trap that did not answer at once
  WaitQueue exit_waiters_;
  Task* parent_;
  union {
    const char* function_;  // the name of its outermost function, which lives for ever
    TaskExtra* extra_;
  };
  ExecutionEnvironment* environment_;
  std::uint32_t calls_now_ = 0;
  std::uint32_t children_ = 0;  // records that name this one as their parent
  std::uint32_t waitable_children_ = 0;
  std::uint32_t cpu_milliseconds_ = 0;
  std::uint32_t runnable_milliseconds_ = 0;  // up to since_
  std::uint32_t since_ = 0;                  // when it last became runnable, or ceased to be
};

inline Task::Task(Tid tid, Task* parent, Frame* root, ExecutionEnvironment* environment)
    : top_(root),
      tid_(tid),
      parent_(parent),
      function_(root->where.function_name()),
      environment_(environment) {
  if (parent_ != nullptr) ++parent_->children_;
}

inline Task::~Task() {
  if (has_extra_) delete extra_;
}

inline void TaskRing::Push(Task& task) {
  if (front_ == nullptr) {
    front_ = &task;
  } else {
    task.InsertBefore(*front_);
  }
}

inline void TaskRing::Remove(Task& task) {
  if (front_ == &task) front_ = task.alone() ? nullptr : static_cast<Task*>(task.next());
  task.Unlink();
}

inline Task& TaskRing::Rotate(Task& front) {
  front_ = static_cast<Task*>(front.next());
  return *front_;
}

// "Foo" of "corix::Process corix::(anonymous namespace)::Foo(int)", as either compiler writes it.
std::string ShortFunctionName(std::string_view signature);
// The same without a copy: a part of the signature, or a literal.
std::string_view ShortFunctionNameView(std::string_view signature);

}  // namespace corix

#endif  // CORIX_KERNEL_TASK_H_
