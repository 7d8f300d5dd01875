#include "poller.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

namespace mini {

Poller::Poller() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) throw std::runtime_error("the host gives no epoll descriptor");
}

Poller::~Poller() { close(epoll_); }

bool Poller::empty() const { return interests_.empty(); }

int Poller::Register(int fd, Interest& interest) {
  std::uint32_t wanted = 0;
  for (const Waiter& waiter : interest.waiters)
    wanted |= waiter.direction == Io::kRead ? EPOLLIN : EPOLLOUT;
  if (wanted == interest.registered) return 0;
  epoll_event event = {};
  event.events = wanted;
  event.data.fd = fd;
  const int what = interest.registered == 0 ? EPOLL_CTL_ADD
                   : wanted == 0            ? EPOLL_CTL_DEL
                                            : EPOLL_CTL_MOD;
  if (epoll_ctl(epoll_, what, fd, &event) < 0) return errno;
  interest.registered = wanted;
  return 0;
}

bool Poller::Join(int fd, Io direction, Tid tid, IoAnswer& answer) {
  Interest& interest = interests_[fd];
  interest.waiters.push_back({tid, direction});
  const int error = Register(fd, interest);
  if (error == 0) return true;
  // (Nobody else waits for it: what the host refuses now it has always refused.)
  interests_.erase(fd);
  answer = error == EPERM ? IoAnswer::kReady : IoAnswer::kBadDescriptor;
  return false;
}

void Poller::Leave(int fd, Io direction, Tid tid) {
  const auto it = interests_.find(fd);
  std::erase_if(it->second.waiters, [&](const Waiter& waiter) {
    return waiter.tid == tid && waiter.direction == direction;
  });
  Register(fd, it->second);
  if (it->second.waiters.empty()) interests_.erase(it);
}

std::vector<Tid> Poller::Forget(int fd) {
  std::vector<Tid> waited;
  const auto it = interests_.find(fd);
  if (it == interests_.end()) return waited;
  for (const Waiter& waiter : it->second.waiters) waited.push_back(waiter.tid);
  // Closing alone would not do: the file lives on if it has another descriptor.
  it->second.waiters.clear();
  Register(fd, it->second);
  interests_.erase(it);
  return waited;
}

std::vector<Tid> Poller::Wait(int milliseconds) {
  epoll_event events[64];
  std::vector<Tid> ready;
  // (An error here is EINTR: nothing is ready yet.)
  const int count = epoll_wait(epoll_, events, 64, milliseconds);
  for (int i = 0; i < count; ++i) {
    const int fd = events[i].data.fd;
    const std::uint32_t happened = events[i].events;
    const bool hung_up = (happened & (EPOLLHUP | EPOLLERR)) != 0;
    const auto it = interests_.find(fd);
    std::erase_if(it->second.waiters, [&](const Waiter& waiter) {
      const std::uint32_t wanted = waiter.direction == Io::kRead ? EPOLLIN : EPOLLOUT;
      if (!hung_up && (happened & wanted) == 0) return false;
      ready.push_back(waiter.tid);
      return true;
    });
    Register(fd, it->second);
    if (it->second.waiters.empty()) interests_.erase(it);
  }
  return ready;
}

}  // namespace mini
