// kernel/resource.h: a thing for which tasks wait: a lock, room in a channel, the end of a phase.
//
// The kernel knows its name, how many tasks could go on now (available), who sleeps on it, and, if
// it has one, its owner: the task without which no sleeper goes on. What it means is the business of
// the library that made it. Like the word of a Linux futex, it is ordinary memory: whoever finds
// something available takes it without a system call. Two calls are for those who do not: SleepOn
// and WakeUp.
//
// Nobody is given anything by being woken. A woken task looks for itself, in its own turn, and takes
// what it came for. From its wake-up to that turn it is *expected*: what it was woken for is
// reserved for it, and nobody who runs earlier takes it away. That is one comparison: there is
// something for me if more is available than tasks are expected (has_some).
//
// So nothing is lost with a task that dies in between: it was expected, and is no longer. Its
// wake-up goes to the next sleeper, if there is one, and else what was reserved is free for all.
//
// If a resource is destroyed while tasks sleep on it, they are answered NOT_FOUND. Whoever has to do
// with it for longer than that, for instance since he was cancelled and has not had his turn yet,
// watches it: he stands in no line, but learns that it is gone.
#ifndef CORIX_KERNEL_RESOURCE_H_
#define CORIX_KERNEL_RESOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "kernel/api/tid.h"
#include "kernel/wait_queue.h"

namespace corix {

class ResourceSeat;

class Resource {
 public:
  // `kind`: what it is, in a word that lives for ever. `name`: which one, if it matters.
  explicit Resource(const char* kind, std::string_view name = {}) : kind_(kind), name_(name) {}
  ~Resource();
  Resource(const Resource&) = delete;
  Resource& operator=(const Resource&) = delete;

  // How many tasks could go on now; kUnlimited: all that come.
  static constexpr std::size_t kUnlimited = SIZE_MAX;
  std::size_t available() const { return available_; }
  void set_available(std::size_t available) { available_ = available; }
  // Whether there is something for one who comes now.
  bool has_some() const { return available_ > expected_; }

  // Whether anybody sleeps on it.
  bool awaited() const { return !sleepers_.empty(); }
  // How many do. Linear: for reports.
  std::size_t sleepers() const { return sleepers_.size(); }
  // How many were woken and have not had their turn.
  std::size_t expected() const { return expected_; }

  // 0: nobody, or nobody knows.
  Tid owner() const { return owner_; }
  void set_owner(Tid owner) { owner_ = owner; }

  // Those who may wake the sleepers, where a library tells of them: the holders of the sending ends
  // of a channel. One that comes twice counts twice. From the first one on they are all known, and
  // when the last has left, nobody will ever wake anybody.
  void AddWaker(Tid waker);
  void RemoveWaker(Tid waker);
  bool knows_wakers() const { return wakers_ != nullptr; }
  absl::Span<const Tid> wakers() const {
    return wakers_ == nullptr ? absl::Span<const Tid>() : absl::MakeConstSpan(*wakers_);
  }

  // "mutex", or "mutex fork 3".
  std::string Describe() const;

  // Wakes the one who has slept longest; nothing happens if there is none. Should that one not take
  // it, the wake-up goes to the next.
  void WakeOne() { Wake(true); }
  // Wakes all who sleep now. That means nothing to those who come later.
  void WakeAll();

 private:
  friend class ResourceSeat;
  void Wake(bool may_be_passed_on);

  const char* kind_;
  std::string name_;
  Tid owner_;
  std::unique_ptr<std::vector<Tid>> wakers_;
  std::size_t available_ = 0;
  std::size_t expected_ = 0;
  WaitQueue sleepers_;
  // The head of the seats of those who do not sleep here, but are to learn if it goes: they are
  // expected, or about to sleep, or on their way out.
  Link watchers_;
};

// A place in the line for a resource, and then among those who are expected; or apart from both.
class ResourceSeat : public Seat {
 public:
  ResourceSeat() = default;
  // A wake-up that was not taken is passed on.
  ~ResourceSeat() {
    if (woken_) PassOn();
  }

  // `only`: the sleeper's call has no other seat and no timer.
  void Join(Resource& resource, Task& sleeper, bool only) {
    if (taken()) Leave();
    resource_ = &resource;
    only_ = only;
    resource.sleepers_.Join(*this, sleeper);
  }
  // Without having slept: there is something.
  void JoinExpected(Resource& resource);
  // Only to learn whether it is still there.
  void Watch(Resource& resource);
  bool woken() const { return woken_; }
  // The resource is gone.
  bool orphaned() const { return orphaned_; }
  Resource* resource() const { return resource_; }

  // The wake-up has served its purpose: the task is no longer expected.
  void Take() {
    if (!woken_) return;
    woken_ = false;
    Leave();
    --resource_->expected_;
  }
  // The same without a purpose: the next one in line is woken.
  void PassOn();
  // Leaves the line, and watches from now on; a wake-up is kept.
  void Withdraw() {
    if (!woken_ && taken()) Watch(*resource_);
  }

 private:
  friend class Resource;
  Resource* resource_ = nullptr;
  bool woken_ = false;
  bool may_be_passed_on_ = true;
  bool only_ = false;
  bool orphaned_ = false;
};

}  // namespace corix

#endif  // CORIX_KERNEL_RESOURCE_H_
