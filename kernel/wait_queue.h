// kernel/wait_queue.h: where sleepers wait to be woken.
//
// A sleeping call owns its seats. It takes one in each queue from which it may be woken; whoever
// wakes it makes it give up the others (SystemCallBase::Withdraw), so that nobody is woken twice
// for one wait. The call object lives in the sleeper's frame, so if the sleeper dies its seats
// leave with it, and no queue ever names a task that is gone.
//
// Order: first come, first served.
#ifndef CORIX_KERNEL_WAIT_QUEUE_H_
#define CORIX_KERNEL_WAIT_QUEUE_H_

#include <cstddef>

namespace corix {

class Task;

// A place in a ring of places. One that stands alone is its own neighbour.
class Link {
 public:
  Link() = default;
  ~Link() { Unlink(); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  bool alone() const { return next_ == this; }
  Link* next() const { return next_; }

  // Takes the place just before `other`, which is the last one if `other` is the head of a queue.
  void InsertBefore(Link& other) {
    prev_ = other.prev_;
    next_ = &other;
    prev_->next_ = this;
    other.prev_ = this;
  }
  void Unlink() {
    prev_->next_ = next_;
    next_->prev_ = prev_;
    prev_ = next_ = this;
  }

 private:
  Link* prev_ = this;
  Link* next_ = this;
};

// One sleeper's place in one queue.
class Seat : public Link {
 public:
  void Leave() { Unlink(); }
  bool taken() const { return !alone(); }
  Task& sleeper() const { return *sleeper_; }

 protected:
  bool has_sleeper() const { return sleeper_ != nullptr; }

 private:
  friend class WaitQueue;
  friend class TimerQueue;
  Task* sleeper_ = nullptr;
};

class WaitQueue {
 public:
  bool empty() const { return head_.alone(); }

  // Puts a seat at the end. The seat must not be taken.
  void Join(Seat& seat, Task& sleeper) {
    seat.sleeper_ = &sleeper;
    seat.InsertBefore(head_);
  }

  // The seat that has waited longest; nullptr if there is none.
  Seat* front() const { return empty() ? nullptr : static_cast<Seat*>(head_.next()); }

  // Whether any of the sleepers is such a one. Linear.
  template <typename Predicate>
  bool Has(Predicate is_such) const {
    for (const Link* link = head_.next(); link != &head_; link = link->next())
      if (is_such(static_cast<const Seat*>(link)->sleeper())) return true;
    return false;
  }

  // How many wait here. Linear: for reports.
  std::size_t size() const {
    std::size_t n = 0;
    for (const Link* link = head_.next(); link != &head_; link = link->next()) ++n;
    return n;
  }

 private:
  Link head_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_WAIT_QUEUE_H_
