// kernel/task_extra.h: what only few tasks have.
//
// A million tasks may sleep at a time, and most of them have no name of their own, no deadline, no
// group, no mail, and nothing to do with signals. Whoever has any of it gets this second record, for the rest of its life.
#ifndef CORIX_KERNEL_TASK_EXTRA_H_
#define CORIX_KERNEL_TASK_EXTRA_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "kernel/api/block_pool.h"
#include "kernel/api/tid.h"
#include "kernel/signals.h"
#include "kernel/wait_queue.h"

namespace corix {

class Group;
class Scope;
class Task;

// A message from one task to another.
struct Message {
  Tid from;
  std::string text;
};

// The messages that a task has not yet received, and its own seat while it waits for one.
struct Mailbox {
  std::deque<Message> messages;
  WaitQueue wanted;
};

// A line of tasks, each of which stands in at most one.
class TaskRing {
 public:
  bool empty() const { return front_ == nullptr; }
  Task* front() const { return front_; }
  void Push(Task& task);
  void Remove(Task& task);
  // The front, which is given since its caller has it at hand, goes behind all others: one pointer
  // moves. Returns the new front.
  Task& Rotate(Task& front);

 private:
  Task* front_ = nullptr;
};

// What few of these few have. (A connection's task has a name and a group, and there are thousands of
// them.)
struct Belongings {
  Mailbox mailbox;
  TaskRing zombies;     // children for which nobody has waited, in the order of their ends
  std::string command;  // the words with which it was started; empty: nobody has said
};

// As a link it stands in the line of members of its task's group.
struct TaskExtra : Link {
  explicit TaskExtra(Task& its_task, const char* its_function)
      : task(its_task), function(its_function) {}

  Task& task;
  const char* const function;  // the name of its outermost function
  std::string name;            // what somebody called it; empty: nobody did
  Scope* innermost_scope = nullptr;
  Group* group = nullptr;  // of which it is a member
  Link groups;             // the head of those that it owns, the newest first
  std::unique_ptr<Belongings> belongings;
  std::unique_ptr<Signals> signals;

  Belongings& MakeBelongings() {
    if (belongings == nullptr) belongings = std::make_unique<Belongings>();
    return *belongings;
  }

  static void* operator new(std::size_t bytes) { return BlockPool::Allocate(bytes); }
  static void operator delete(void* block, std::size_t bytes) noexcept {
    BlockPool::Free(block, bytes);
  }
};

}  // namespace corix

#endif  // CORIX_KERNEL_TASK_EXTRA_H_
