#include "kernel/poller.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <limits>

#include "kernel/kernel.h"
#include "kernel/panic.h"

namespace corix {
namespace {

// epoll_wait to the nanosecond, where the host has it (Linux 5.11), else to the next millisecond.
int WaitForEvents(int epoll_fd, epoll_event* events, int most, Ticks timeout) {
  static bool has_nanoseconds = true;
  if (has_nanoseconds) {
    const timespec wait{.tv_sec = timeout / 1'000'000'000, .tv_nsec = timeout % 1'000'000'000};
    const int n = epoll_pwait2(epoll_fd, events, most,
                               timeout == TimerQueue::kNever ? nullptr : &wait, nullptr);
    if (n >= 0 || errno != ENOSYS) return n;
    has_nanoseconds = false;
  }
  constexpr Ticks kMillisecond = 1'000'000;
  const Ticks rounded = timeout / kMillisecond + (timeout % kMillisecond != 0 ? 1 : 0);
  const bool for_ever = rounded > std::numeric_limits<int>::max();
  return epoll_wait(epoll_fd, events, most, for_ever ? -1 : static_cast<int>(rounded));
}

}  // namespace

Poller::~Poller() {
  if (epoll_fd_ >= 0) close(epoll_fd_);
}

bool Poller::Open() {
  if (epoll_fd_ >= 0) return true;
  const int created = epoll_create1(EPOLL_CLOEXEC);
  if (created < 0) return false;
  // Not in the place of a standard stream that is closed.
  epoll_fd_ = fcntl(created, F_DUPFD_CLOEXEC, 3);
  close(created);
  return epoll_fd_ >= 0;
}

absl::StatusOr<bool> Poller::Register(HostFile& file) {
  if (!Open()) return absl::ErrnoToStatus(errno, "epoll_create1");
  epoll_event wanted = {};
  wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  wanted.data.ptr = &file;
  if (epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, file.host_fd(), &wanted) == 0) {
    ++registered_;
    return true;
  }
  if (errno == EPERM) return false;
  return absl::ErrnoToStatus(errno, "epoll_ctl");
}

void Poller::Forget(HostFile& file) {
  // By hand, since a duplicate of the descriptor elsewhere would keep the registration alive.
  epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, file.host_fd(), nullptr);
  --registered_;
}

bool Poller::Poll(Ticks timeout) {
  Invariant(Open(), "the host gives us no epoll descriptor");
  std::array<epoll_event, 256> events;
  const int n = WaitForEvents(epoll_fd_, events.data(), static_cast<int>(events.size()), timeout);
  Invariant(n >= 0 || errno == EINTR, "the host refuses to wait for events");
  bool woke = false;
  // No task runs until the batch is done, so no file of it can be closed before its event was
  // looked at.
  for (int i = 0; i < n; ++i) {
    if (Dispatch(*static_cast<HostFile*>(events[i].data.ptr), events[i].events)) woke = true;
  }
  return woke;
}

bool Poller::Dispatch(HostFile& file, std::uint32_t events) {
  constexpr std::uint32_t kOver = EPOLLHUP | EPOLLERR;
  bool woke = false;
  if ((events & (EPOLLIN | EPOLLRDHUP | kOver)) != 0) woke |= kernel_.RestartAll(file.readers());
  if ((events & (EPOLLOUT | kOver)) != 0) woke |= kernel_.RestartAll(file.writers());
  return woke;
}

}  // namespace corix
