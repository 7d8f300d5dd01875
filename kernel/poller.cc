#include "kernel/poller.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <limits>

#include "kernel/host_file.h"
#include "kernel/panic.h"

namespace corix {
namespace {

// epoll_wait to the nanosecond, where the host has it (Linux 5.11), else to the next millisecond.
int WaitForEvents(int epoll_fd, epoll_event* events, int most, Ticks timeout) {
  if (timeout == 0) return epoll_wait(epoll_fd, events, most, 0);
  if (timeout == TimerQueue::kNever) return epoll_wait(epoll_fd, events, most, -1);
  static bool has_nanoseconds = true;
  if (has_nanoseconds) {
    const timespec wait{.tv_sec = timeout / 1'000'000'000, .tv_nsec = timeout % 1'000'000'000};
    const int n = epoll_pwait2(epoll_fd, events, most, &wait, nullptr);
    if (n >= 0 || errno == EINTR) return n;
    // (An old kernel says ENOSYS, an old sandbox EPERM.)
    has_nanoseconds = false;
  }
  constexpr Ticks kMillisecond = 1'000'000;
  const Ticks rounded = timeout / kMillisecond + (timeout % kMillisecond != 0 ? 1 : 0);
  const bool for_ever = rounded > std::numeric_limits<int>::max();
  return epoll_wait(epoll_fd, events, most, for_ever ? -1 : static_cast<int>(rounded));
}

void SleepOnHost(Ticks timeout) {
  const timespec wait{.tv_sec = timeout / 1'000'000'000, .tv_nsec = timeout % 1'000'000'000};
  ppoll(nullptr, 0, timeout == TimerQueue::kNever ? nullptr : &wait, nullptr);
}

}  // namespace

struct Poller::Batch {
  std::array<epoll_event, kMostEvents> events;
  int size = 0;
  int told = 0;
  bool done() const { return told == size; }
};

Poller::Poller() : batch_(std::make_unique<Batch>()) {}

Poller::~Poller() {
  if (epoll_fd_ >= 0) close(epoll_fd_);
}

bool Poller::Open() {
  if (epoll_fd_ < 0) epoll_fd_ = AboveStandardStreams(epoll_create1(EPOLL_CLOEXEC));
  return epoll_fd_ >= 0;
}

absl::StatusOr<bool> Poller::Register(int host_fd, PollTarget& target, PollSlot& slot) {
  if (!Open()) return absl::ErrnoToStatus(errno, "epoll_create1");
  if (free_places_.empty()) {
    free_places_.push_back(static_cast<std::uint32_t>(places_.size()));
    places_.emplace_back();
  }
  const std::uint32_t index = free_places_.back();
  Place& place = places_[index];
  epoll_event wanted = {};
  wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET;
  wanted.data.u64 = static_cast<std::uint64_t>(place.generation) << 32U | index;
  if (epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, host_fd, &wanted) == 0) {
    free_places_.pop_back();
    place.target = &target;
    slot.index_ = index;
    ++registered_;
    ++registrations_;
    return true;
  }
  if (errno == EPERM) return false;
  return absl::ErrnoToStatus(errno, "epoll_ctl");
}

void Poller::Forget(PollSlot& slot, int host_fd) {
  if (host_fd >= 0) epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, host_fd, nullptr);
  Place& place = places_[slot.index_];
  place.target = nullptr;
  ++place.generation;
  free_places_.push_back(slot.index_);
  slot.index_ = PollSlot::kNone;
  --registered_;
}

void Poller::CountSeat(Waker waker, int change) {
  seats_ += change;
  if (waker != Waker::kTask) waiters_ += change;
  if (waker == Waker::kHostSurely) time_holders_ += change;
}

void Poller::CountOutside(int change) {
  waiters_ += change;
  time_holders_ += change;
}

bool Poller::Fetch(Ticks timeout) {
  if (epoll_fd_ < 0) {
    // Nothing was ever registered: only time can pass.
    SleepOnHost(timeout);
    return false;
  }
  ++looks_;
  const int n = WaitForEvents(epoll_fd_, batch_->events.data(), kMostEvents, timeout);
  Invariant(n >= 0 || errno == EINTR, "the host refuses to wait for events");
  batch_->told = 0;
  batch_->size = std::max(n, 0);
  return n > 0;
}

void Poller::Tell(int most) {
  for (; most > 0 && !batch_->done(); --most) {
    const epoll_event& event = batch_->events[batch_->told++];
    const auto index = static_cast<std::uint32_t>(event.data.u64);
    const auto generation = static_cast<std::uint32_t>(event.data.u64 >> 32U);
    const Place place = places_[index];
    // Closed meanwhile?
    if (place.target == nullptr || place.generation != generation) continue;
    const std::uint32_t said = event.events;
    place.target->OnHostEvents({.readable = (said & (EPOLLIN | EPOLLRDHUP)) != 0,
                                .writable = (said & EPOLLOUT) != 0,
                                .over = (said & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0,
                                .urgent = (said & EPOLLPRI) != 0});
  }
}

bool Poller::Poll(Ticks timeout) {
  const bool had_more = !batch_->done();
  Tell(kMostEvents);
  const bool got_more = Fetch(had_more ? 0 : timeout);
  Tell(kMostEvents);
  return had_more || got_more;
}

bool Poller::PollWhenIdle(Ticks timeout) {
  if (batch_->done() && !Fetch(timeout)) return false;
  Tell(kAtATime);
  return true;
}

}  // namespace corix
