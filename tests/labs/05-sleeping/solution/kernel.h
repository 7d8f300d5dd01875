// kernel.h: who there is, who runs next, who sleeps, and who waits for whom, or for a time.
//
// The task map has every task that lives, by its number. The ready queue has those that can run,
// each once, in the order in which they will have their turns. The task that has its turn is not in
// it, and those that sleep are not.
//
// A task is a stack of frames: its body, the subroutine that this has called, and so on. The
// innermost one is the last. No frame resumes another: Step does, and destroys each when it has
// returned.
#ifndef MINI_KERNEL_H_
#define MINI_KERNEL_H_

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "exit_status.h"
#include "system_call.h"
#include "task.h"

namespace mini {

// A task that ended by an exception.
struct Failure {
  Tid tid;
  std::string what;  // what() of the exception; "unknown" if it is no std::exception
};

class WaitTask;

class Kernel {
 public:
  // The clock outlives the kernel.
  explicit Kernel(Clock& clock) : clock_(clock) {}
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // Takes a task in, and returns its number: 1 for the first, and never one that was there before.
  // It has its first turn after all who wait already. May be called from within a turn.
  Tid Spawn(Task task);

  // First, those whose time has come go to the end of the line. If nobody waits then, this sleeps
  // until somebody's time has come. Then it gives a turn to the task that has waited longest, and
  // handles the call with which it ends. If that was its last, the task is gone when this returns.
  // Returns false, and does nothing, if nobody can run, and nobody sleeps for a time.
  bool Step();

  // Gives turns until nobody can run any more, and nobody sleeps for a time. There may still be
  // some who sleep otherwise.
  void Run();

  // Whose turn it is, also while its call is handled; 0 between turns.
  Tid running() const { return running_; }

  // Whether there is a task of that number; and how many there are.
  bool Lives(Tid tid) const { return tasks_.count(tid) > 0; }
  std::size_t size() const { return tasks_.size(); }

  // How a task ended; nothing if it lives, or never was.
  std::optional<ExitStatus> StatusOf(Tid tid) const;

  // The tasks that ended by an exception, in the order of their ends.
  const std::vector<Failure>& failures() const { return failures_; }

  // ---- For the handlers of system calls ----

  // Puts a task to sleep in Park; wakes it, which is false if it does not sleep there; kills it,
  // which is false if there is no such task.
  void Sleep(Tid tid);
  bool Wake(Tid tid);
  bool Kill(Tid tid);

  // Puts a task to sleep for a time that is more than nothing.
  void SleepFor(Tid tid, Duration duration);

  // Ends a task that lives: destroys its frames, innermost first, and wakes those who wait for it.
  void End(Tid tid, ExitStatus status);

  // Whether `waiter` waits for `target`, maybe through others.
  bool WaitsFor(Tid waiter, Tid target) const;
  // Puts `waiter` to sleep until `target` has ended, which `call` will be told.
  void Wait(Tid waiter, Tid target, WaitTask& call);

 private:
  enum class State { kReady, kParked, kWaiting, kSleeping };

  struct Record {
    Record() = default;
    Record(Record&&) = default;
    // Innermost first, also when the kernel dies. (A vector destroys its elements in no order that
    // we could rely on.)
    ~Record() {
      while (!frames.empty()) frames.pop_back();
    }

    std::vector<Task> frames;
    State state = State::kReady;
    // While it waits: for whom, and the call, which lives in its innermost frame.
    Tid target = 0;
    WaitTask* call = nullptr;
    // While it sleeps for a time: until when.
    Moment due{};
    // Who waits for it, in the order in which they began to.
    std::vector<Tid> waiters;
  };

  // Puts those whose time has come into the ready queue.
  void WakeDue();
  void ForgetTimer(Moment due, Tid tid);
  // Runs the frames of a task until it traps, or has ended. Returns the call, or null.
  SystemCall* RunFrames(Record& record);
  void EndByItself(Tid tid, const Record& record);
  void NoteFailure(Tid tid, const Task& task);

  std::map<Tid, Record> tasks_;
  std::deque<Tid> ready_;
  Clock& clock_;
  // Who sleeps until when. (Of those with the same moment, who came first is first.)
  std::multimap<Moment, Tid> timers_;
  std::map<Tid, ExitStatus> ended_;
  std::vector<Failure> failures_;
  Tid last_tid_ = 0;
  Tid running_ = 0;
};

}  // namespace mini

#endif  // MINI_KERNEL_H_
