// kernel/poller.h: what the host has to say. Its .cc is the only file of the system that includes
// <sys/epoll.h>.
//
// Each host file is registered once, edge-triggered, for both directions, when somebody first has
// to wait for it, and stays so until it is closed. An edge wakes all who wait for that direction;
// they look again for themselves. Since whoever goes to sleep has first found the file not ready,
// the next edge cannot have passed already.
#ifndef CORIX_KERNEL_POLLER_H_
#define CORIX_KERNEL_POLLER_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "kernel/open_file.h"
#include "kernel/timer_queue.h"

namespace corix {

class Kernel;

class Poller {
 public:
  explicit Poller(Kernel& kernel) : kernel_(kernel) {}
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // True if the host will tell of the file's readiness, false if the host says that such a file is
  // always ready.
  absl::StatusOr<bool> Register(HostFile& file);
  void Forget(HostFile& file);

  // How many seats are taken in host files, and how many of these hold virtual time still.
  std::size_t waiters() const { return waiters_; }
  std::size_t time_holders() const { return time_holders_; }
  // How many host files are registered.
  std::size_t registered() const { return registered_; }

  // Waits until something happened or `timeout` has passed (0: only looks; TimerQueue::kNever: for
  // ever), and wakes those who waited for it. True if it woke anybody.
  bool Poll(Ticks timeout);

 private:
  friend class IoSeat;

  // Opens the epoll descriptor, when it is first needed. False if the host refuses.
  bool Open();
  bool Dispatch(HostFile& file, std::uint32_t events);

  Kernel& kernel_;
  int epoll_fd_ = -1;
  std::size_t waiters_ = 0;
  std::size_t time_holders_ = 0;
  std::size_t registered_ = 0;
};

}  // namespace corix

#endif  // CORIX_KERNEL_POLLER_H_
