// poller.h: who waits for which descriptor, and what the host is told of it.
//
// The host is asked for a descriptor exactly while somebody waits for it, and for exactly what is
// waited for. So it never reports what nobody wants to know, which would make every wait end at
// once.
#ifndef MINI_POLLER_H_
#define MINI_POLLER_H_

#include <cstdint>
#include <map>
#include <vector>

#include "calls.h"
#include "system_call.h"

namespace mini {

class Poller {
 public:
  Poller();
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // True if nobody waits.
  bool empty() const;

  // Puts a task into the line of a descriptor, and returns true. Else nobody has to wait: `answer`
  // says why.
  bool Join(int fd, Io direction, Tid tid, IoAnswer& answer);
  void Leave(int fd, Io direction, Tid tid);
  // Forgets a descriptor, and returns who waited for it.
  std::vector<Tid> Forget(int fd);

  // Waits until something is ready, for at most so many milliseconds, or for ever if that is
  // negative. Returns, and takes out of their lines, those who wait for what is ready now.
  std::vector<Tid> Wait(int milliseconds);

 private:
  struct Waiter {
    Tid tid;
    Io direction;
  };
  struct Interest {
    std::vector<Waiter> waiters;
    std::uint32_t registered = 0;
  };

  // Tells the host what is waited for. Returns its error, or 0.
  int Register(int fd, Interest& interest);

  int epoll_;
  std::map<int, Interest> interests_;
};

}  // namespace mini

#endif  // MINI_POLLER_H_
