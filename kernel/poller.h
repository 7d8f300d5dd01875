// kernel/poller.h: what the host has to say. Its .cc is the only file of the system that includes
// <sys/epoll.h>.
//
// Each host file is registered once, edge-triggered, for both directions, when somebody first has
// to wait for it, and stays so until it is closed. An edge wakes all who wait for that direction;
// they look again for themselves. No edge is missed: what was fetched is told before anything is
// fetched again and before the kernel waits, and to be told makes a file ready to be tried,
// whatever
// it remembers.
//
// The host gives back with each event what we gave it at the registration. That is no pointer, but
// a slot and its generation: so an event that was on its way when its file was closed finds nobody,
// even if host descriptor, memory and slot were used again meanwhile.
#ifndef CORIX_KERNEL_POLLER_H_
#define CORIX_KERNEL_POLLER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/open_file.h"
#include "kernel/timer_queue.h"

namespace corix {

// What the host says of a descriptor.
struct HostEvents {
  bool readable;
  bool writable;
  bool over;    // the other side has closed, or there was an error
  bool urgent;  // TCP's out-of-band data, on which reads stop
};

// Who is told of it.
class PollTarget {
 public:
  virtual void OnHostEvents(HostEvents events) = 0;

 protected:
  ~PollTarget() = default;
};

// A target's place with the poller.
class PollSlot {
 public:
  bool used() const { return index_ != kNone; }

 private:
  friend class Poller;
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::uint32_t index_ = kNone;
};

class Poller {
 public:
  Poller();
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // True if the host will tell of the descriptor's readiness, false if the host says that such a
  // file is always ready.
  absl::StatusOr<bool> Register(int host_fd, PollTarget& target, PollSlot& slot);
  // `host_fd`: if closing it will not end the registration, since there are duplicates of it; else
  // -1, and the host need not be told.
  void Forget(PollSlot& slot, int host_fd);

  // How many seats are taken in files, how many of these wait for the host, and how many of those
  // hold virtual time still.
  std::size_t seats() const { return seats_; }
  std::size_t waiters() const { return waiters_; }
  std::size_t time_holders() const { return time_holders_; }
  void CountSeat(Waker waker, int change);
  // Something runs outside (a host program, a function on a thread) that will surely be heard of.
  void CountOutside(int change);

  bool Owns(int host_fd) const { return epoll_fd_ >= 0 && host_fd == epoll_fd_; }

  // How many descriptors are registered, and how many ever were.
  std::size_t registered() const { return registered_; }
  std::uint64_t registrations() const { return registrations_; }
  // How often the host was asked for events.
  std::uint64_t looks() const { return looks_; }

  // Waits until something happened or `timeout` has passed (0: only looks; TimerQueue::kNever: for
  // ever), and tells all targets that the host names. True if it said anything.
  bool Poll(Ticks timeout);

  // The same when nobody can run; but it tells only a few at a time, and the others when nobody can
  // run again. So a task comes to the end of its work while its socket is still in the processor's
  // cache: with 9,000 connections that makes a sixth of all the time.
  bool PollWhenIdle(Ticks timeout);

 private:
  static constexpr int kMostEvents = 256;
  static constexpr int kAtATime = 8;

  struct Batch;  // of events, as epoll has them
  struct Place {
    PollTarget* target = nullptr;
    std::uint32_t generation = 0;
  };

  bool Fetch(Ticks timeout);
  void Tell(int most);

  // Opens the epoll descriptor, when it is first needed. False if the host refuses.
  bool Open();

  int epoll_fd_ = -1;
  std::size_t seats_ = 0;
  std::size_t waiters_ = 0;
  std::size_t time_holders_ = 0;
  std::size_t registered_ = 0;
  std::uint64_t registrations_ = 0;
  std::uint64_t looks_ = 0;
  std::vector<Place> places_;
  std::vector<std::uint32_t> free_places_;
  // What the host said last, and how much of that was told.
  std::unique_ptr<Batch> batch_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_POLLER_H_
