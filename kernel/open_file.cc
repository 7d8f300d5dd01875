#include "kernel/open_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"
#include "kernel/poller.h"

namespace corix {
namespace {

// UNAVAILABLE without a message, so that it costs no memory: it is not an error but the reason to
// wait.
absl::Status NotYet() { return absl::Status(absl::StatusCode::kUnavailable, ""); }

absl::Status HostError(int error, std::string_view what) {
  if (error == EAGAIN || error == EWOULDBLOCK) return NotYet();
  const absl::Status status = absl::ErrnoToStatus(error, {what.data(), what.size()});
  // Two codes have a meaning of their own here, to wait and to have no reader: no other error may look like them.
  const bool taken = absl::IsUnavailable(status) || absl::IsAborted(status);
  return taken ? absl::UnknownError(status.message()) : status;
}

// Repeats a host call that a signal interrupted.
template <typename HostCall>
ssize_t Uninterrupted(HostCall call) {
  ssize_t result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

}  // namespace

HostFile::HostFile(Poller& poller, int host_fd, Ownership ownership, bool holds_time)
    : poller_(poller),
      host_fd_(host_fd),
      owned_(ownership == Ownership::kOwned),
      holds_time_(holds_time) {
  struct stat kind;
  if (fstat(host_fd, &kind) < 0) {  // closed: every try will say so
    always_ready_ = true;
    way_ = Way::kPlain;
    return;
  }
  if (S_ISREG(kind.st_mode) || S_ISDIR(kind.st_mode) || S_ISBLK(kind.st_mode)) {
    always_ready_ = true;
    way_ = Way::kPlain;
    return;
  }
  if (S_ISSOCK(kind.st_mode)) {
    way_ = Way::kSocket;
    return;
  }
  const int flags = fcntl(host_fd, F_GETFL);
  if ((flags & O_NONBLOCK) != 0) {
    way_ = Way::kNonBlock;
    return;
  }
  // What was given to us for good we may change.
  if (owned_) {
    if (fcntl(host_fd, F_SETFL, flags | O_NONBLOCK) == 0) way_ = Way::kNonBlock;
    return;
  }
  // To open the near end of a pseudo-terminal again would make a new pair.
  std::array<char, 64> far_end;
  if (ptsname_r(host_fd, far_end.data(), far_end.size()) == 0) return;
  const int reopened = open(absl::StrCat("/proc/self/fd/", host_fd).c_str(),
                            (flags & (O_ACCMODE | O_APPEND)) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (reopened < 0) return;
  // Were it to take the place of a standard stream that is closed, that stream would seem to be
  // open.
  const int moved = fcntl(reopened, F_DUPFD_CLOEXEC, 3);
  close(reopened);
  if (moved < 0) return;
  host_fd_ = moved;
  owned_ = true;
  way_ = Way::kNonBlock;
}

HostFile::~HostFile() {
  if (watched_) poller_.Forget(*this);
  if (owned_) close(host_fd_);
}

absl::StatusOr<std::size_t> HostFile::TryRead(absl::Span<char> buffer) {
  if (way_ == Way::kAskFirst && !Any(ReadyNow(IoEvents::kReadable))) return NotYet();
  const ssize_t n = Uninterrupted([&] {
    return way_ == Way::kSocket ? recv(host_fd_, buffer.data(), buffer.size(), MSG_DONTWAIT)
                                : read(host_fd_, buffer.data(), buffer.size());
  });
  if (n < 0) return HostError(errno, "read");
  return static_cast<std::size_t>(n);
}

absl::StatusOr<std::size_t> HostFile::TryWrite(std::string_view bytes) {
  if (way_ == Way::kAskFirst) {
    if (!Any(ReadyNow(IoEvents::kWritable))) return NotYet();
    // A pipe that says it is writable has room for this much at least (POSIX, pipe(7)).
    bytes = bytes.substr(0, std::min<std::size_t>(bytes.size(), PIPE_BUF));
  }
  const ssize_t n = Uninterrupted([&] {
    return way_ == Way::kSocket
               ? send(host_fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
               : write(host_fd_, bytes.data(), bytes.size());
  });
  if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) {
    return absl::AbortedError("nobody is left to read");
  }
  if (n < 0) return HostError(errno, "write");
  return static_cast<std::size_t>(n);
}

IoEvents HostFile::ReadyNow(IoEvents wanted) {
  if (always_ready_) return wanted;
  pollfd asked{.fd = host_fd_, .events = 0, .revents = 0};
  if (Any(wanted & IoEvents::kReadable)) asked.events |= POLLIN;
  if (Any(wanted & IoEvents::kWritable)) asked.events |= POLLOUT;
  if (Uninterrupted([&] { return static_cast<ssize_t>(poll(&asked, 1, 0)); }) <= 0)
    return IoEvents::kNone;
  if ((asked.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) return wanted;
  IoEvents ready = IoEvents::kNone;
  if ((asked.revents & POLLIN) != 0) ready = ready | IoEvents::kReadable;
  if ((asked.revents & POLLOUT) != 0) ready = ready | IoEvents::kWritable;
  return ready;
}

absl::StatusOr<bool> HostFile::Watch() {
  if (always_ready_) return false;
  if (watched_) return true;
  absl::StatusOr<bool> registered = poller_.Register(*this);
  if (!registered.ok()) return registered;
  watched_ = *registered;
  always_ready_ = !*registered;
  return registered;
}

void IoSeat::Join(OpenFile& file, IoEvents direction, Task& sleeper) {
  holds_time_ = file.holds_time();
  WaitQueue& line = direction == IoEvents::kReadable ? file.readers() : file.writers();
  line.Join(*this, sleeper);
  Poller& poller = cpu.kernel->poller();
  ++poller.waiters_;
  if (holds_time_) ++poller.time_holders_;
}

void IoSeat::Leave() {
  if (!taken()) return;
  Seat::Leave();
  Poller& poller = cpu.kernel->poller();
  --poller.waiters_;
  if (holds_time_) --poller.time_holders_;
}

}  // namespace corix
