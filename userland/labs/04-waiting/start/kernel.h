// kernel.h: who there is, who runs next, and who sleeps.
//
// The task map has every task that lives, by its number. The ready queue has those that can run,
// each once, in the order in which they will have their turns. The task that has its turn is not in
// it, and those that sleep are not.
#ifndef MINI_KERNEL_H_
#define MINI_KERNEL_H_

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exit_status.h"
#include "system_call.h"
#include "task.h"

namespace mini {

// A task that ended by an exception.
struct Failure {
  Tid tid;
  std::string what;  // what() of the exception; "unknown" if it is no std::exception
};

class Kernel {
 public:
  Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // Takes a task in, and returns its number: 1 for the first, and never one that was there before.
  // It has its first turn after all who wait already. May be called from within a turn.
  Tid Spawn(Task task);

  // Gives a turn to the task that has waited longest, and handles the call with which it ends. If
  // that was its last, the task is gone when this returns. Returns false, and does nothing, if
  // nobody waits.
  bool Step();

  // Gives turns until nobody can run any more. There may still be some who sleep.
  void Run();

  // Whose turn it is, also while its call is handled; 0 between turns.
  Tid running() const { return running_; }

  // Whether there is a task of that number; and how many there are.
  bool Lives(Tid tid) const { return tasks_.count(tid) > 0; }
  std::size_t size() const { return tasks_.size(); }

  // Step 1. How a task ended; nothing if it lives, or never was.
  std::optional<ExitStatus> StatusOf(Tid) const { return std::nullopt; }

  // The tasks that ended by an exception, in the order of their ends.
  const std::vector<Failure>& failures() const { return failures_; }

  // ---- For the handlers of system calls ----

  // Puts a task to sleep; wakes it, which is false if it does not sleep; ends it, which is false if
  // there is no such task.
  void Sleep(Tid tid);
  bool Wake(Tid tid);
  bool Kill(Tid tid);

 private:
  struct Record {
    Task task;
    bool asleep = false;
  };

  void NoteFailure(Tid tid, const Task& task);

  std::map<Tid, Record> tasks_;
  std::deque<Tid> ready_;
  std::vector<Failure> failures_;
  Tid last_tid_ = 0;
  Tid running_ = 0;
};

}  // namespace mini

#endif  // MINI_KERNEL_H_
