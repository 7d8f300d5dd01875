// An echo server written by hand on edge-triggered epoll: the yardstick.
//
// In the steady state an echo costs one recv, one send, and its share of one epoll_wait; a
// connection costs one epoll_ctl in its life. Three things make that correct:
//
//  - A read shorter than the buffer has drained the socket (epoll(7)), unless the event spoke of
//    the end of the stream: that is read up to, because no second edge will come for it.
//  - What could not be sent is kept, and nothing is read before it is gone: a client that does not
//    read is held back by TCP, and there is never more than one buffer to keep.
//  - An event tells all that is true of a socket, not only what is new. So the EPOLLOUT which lets
//    a blocked connection go on also says whether there is more to read.
//
// More than the limit of open files is not survived, but reported.

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "tests/bench/echo/peer.h"

namespace corix::bench {
namespace {

class Server {
 public:
  explicit Server(int listener) : epoll_(epoll_create1(EPOLL_CLOEXEC)), listener_(listener) {
    if (epoll_ < 0) Die("epoll_create1");
    Watch(EPOLL_CTL_ADD, listener_, EPOLLIN | EPOLLET);
  }

  [[noreturn]] void Run() {
    std::array<epoll_event, 256> events;
    for (;;) {
      const int n = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      if (n < 0 && errno != EINTR) Die("epoll_wait");
      for (int i = 0; i < n; ++i) {
        if (events[i].data.fd == listener_) {
          AcceptAll();
        } else {
          Serve(events[i].data.fd, events[i].events);
        }
      }
    }
  }

 private:
  static constexpr std::uint32_t kWanted = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

  // So many full buffers in a row, and it is the others' turn.
  static constexpr int kMostReads = 16;

  void Watch(int operation, int fd, std::uint32_t wanted) {
    epoll_event event = {};
    event.events = wanted;
    event.data.fd = fd;
    if (epoll_ctl(epoll_, operation, fd, &event) != 0) Die("epoll_ctl");
  }

  void AcceptAll() {
    for (;;) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) {
        if (errno == EAGAIN) return;
        if (errno == EINTR || errno == ECONNABORTED) continue;
        Die("accept4");
      }
      SetNoDelay(fd);
      const auto index = static_cast<std::size_t>(fd);
      if (index >= unsent_.size()) unsent_.resize(2 * index);
      Watch(EPOLL_CTL_ADD, fd, kWanted);
    }
  }

  void Serve(int fd, std::uint32_t events) {
    if (!unsent_[fd].empty() && !SendRest(fd)) return;
    const bool ended = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if (!ended && (events & EPOLLIN) == 0) return;
    for (int reads = 0; reads < kMostReads; ++reads) {
      const ssize_t n = recv(fd, buffer_.data(), buffer_.size(), 0);
      if (n > 0) {
        const auto size = static_cast<std::size_t>(n);
        if (!SendBack(fd, size)) return;
        if (size < buffer_.size() && !ended) return;
      } else if (n == 0) {
        return Close(fd);
      } else if (errno == EAGAIN) {
        return;
      } else if (errno != EINTR) {
        return Close(fd);
      }
    }
    // The kernel looks again at what is ready, and puts it behind the others.
    Watch(EPOLL_CTL_MOD, fd, kWanted);
  }

  // These two are false if nothing may be read now: the connection is blocked, or closed.
  bool SendBack(int fd, std::size_t size) {
    const ssize_t n = send(fd, buffer_.data(), size, MSG_NOSIGNAL);
    if (n == static_cast<ssize_t>(size)) return true;
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
      Close(fd);
      return false;
    }
    const std::size_t sent = n < 0 ? 0 : static_cast<std::size_t>(n);
    unsent_[fd].assign(buffer_.data() + sent, size - sent);
    return SendRest(fd);
  }

  bool SendRest(int fd) {
    std::string& rest = unsent_[fd];
    while (!rest.empty()) {
      const ssize_t n = send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (n >= 0) {
        rest.erase(0, static_cast<std::size_t>(n));
      } else if (errno == EAGAIN) {
        return false;
      } else if (errno != EINTR) {
        Close(fd);
        return false;
      }
    }
    return true;
  }

  void Close(int fd) {
    unsent_[fd].clear();
    close(fd);
  }

  int epoll_;
  int listener_;
  std::array<char, kBufferSize> buffer_;
  std::vector<std::string> unsent_;  // by descriptor
};

}  // namespace
}  // namespace corix::bench

int main(int argc, char** argv) {
  using namespace corix::bench;
  const std::uint16_t port = PortOption(argc, argv);
  RaiseFileLimit();
  Server(Listen(port, SOCK_NONBLOCK)).Run();
}
