// userland/lib/task_set.h: tasks that end with their owner, as the handlers of a server.
//
// The owner gives each task a ticket; the task becomes a member with it, first of all:
//
//   Process Handle(Connection connection, TaskSet::Ticket ticket) {
//     const TaskSet::Member member(std::move(ticket));
//     if (!member.joined()) co_return;
//
// When the set is destroyed, its members are killed; a task that had not begun by then does not
// join.
#ifndef CORIX_USERLAND_LIB_TASK_SET_H_
#define CORIX_USERLAND_LIB_TASK_SET_H_

#include <memory>
#include <set>
#include <utility>

#include "kernel/api/tid.h"
#include "syscalls/get_tid.h"
#include "syscalls/kill_task.h"

namespace corix {

class TaskSet {
 private:
  struct State {
    std::set<int> members;
    bool closed = false;
  };

 public:
  class Ticket {
   private:
    friend class TaskSet;
    explicit Ticket(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
  };

  // The running task's membership, for as long as this object lives.
  class Member {
   public:
    explicit Member(Ticket ticket) : state_(std::move(ticket.state_)), tid_(CallNow(GetTid())) {
      if (joined()) state_->members.insert(tid_);
    }
    ~Member() { state_->members.erase(tid_); }
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;
    // False if the set is gone already: then the task is to end.
    bool joined() const { return !state_->closed; }

   private:
    std::shared_ptr<State> state_;
    Tid tid_;
  };

  TaskSet() : state_(std::make_shared<State>()) {}
  ~TaskSet() {
    state_->closed = true;
    while (!state_->members.empty()) {
      const Tid tid = state_->members.extract(state_->members.begin()).value();
      CallNow(KillTask(tid));
    }
  }
  TaskSet(const TaskSet&) = delete;
  TaskSet& operator=(const TaskSet&) = delete;

  Ticket NewTicket() { return Ticket(state_); }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_TASK_SET_H_
