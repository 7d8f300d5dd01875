#include "kernel/host_file.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
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

namespace corix {
namespace {

// Repeats a host call that a signal interrupted.
template <typename HostCall>
ssize_t Uninterrupted(HostCall call) {
  ssize_t result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

int SocketOption(int host_fd, int option) {
  int value = 0;
  socklen_t size = sizeof(value);
  return getsockopt(host_fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

bool IsTcp(int host_fd) {
  const int domain = SocketOption(host_fd, SO_DOMAIN);
  const bool is_internet = domain == AF_INET || domain == AF_INET6;
  return is_internet && SocketOption(host_fd, SO_PROTOCOL) == IPPROTO_TCP;
}

HostFile::Kind SocketKind(int host_fd) {
  if (SocketOption(host_fd, SO_ACCEPTCONN) == 1) return HostFile::Kind::kListener;
  return IsTcp(host_fd) ? HostFile::Kind::kTcp : HostFile::Kind::kSocket;
}

absl::Status NoConnection() {
  return absl::FailedPreconditionError("a listening socket is not connected");
}

// Whether opening it again gives the same file: a pipe, a terminal, a device; but the near end of a
// pseudo-terminal would be a new pair.
bool CanBeOpenedAgain(int host_fd) {
  struct stat status;
  if (fstat(host_fd, &status) != 0) return false;
  std::array<char, 64> far_end;
  if (ptsname_r(host_fd, far_end.data(), far_end.size()) == 0) return false;
  return S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode);
}

// A description of its own, which shares nothing with the first but the file. -1 (and errno).
int OpenAgain(int host_fd, int flags) {
  return AboveStandardStreams(
      open(absl::StrCat("/proc/self/fd/", host_fd).c_str(),
           (flags & (O_ACCMODE | O_APPEND | O_NONBLOCK)) | O_NOCTTY | O_CLOEXEC));
}

// The same, and it blocks. It is opened without blocking, since a FIFO would wait for its other
// end.
int OpenAgainBlocking(int host_fd) {
  int reopened = OpenAgain(host_fd, fcntl(host_fd, F_GETFL) | O_NONBLOCK);
  if (reopened < 0 && errno == ENXIO) {
    // A pipe that nobody reads. It stays one.
    std::array<int, 2> ends;
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return -1;
    close(ends[0]);
    reopened = AboveStandardStreams(ends[1]);
  }
  if (reopened >= 0) fcntl(reopened, F_SETFL, fcntl(reopened, F_GETFL) & ~O_NONBLOCK);
  return reopened;
}

}  // namespace

int AboveStandardStreams(int host_fd) {
  if (host_fd < 0 || host_fd > 2) return host_fd;
  const int moved = fcntl(host_fd, F_DUPFD_CLOEXEC, 3);
  if (moved < 0) return host_fd;
  close(host_fd);
  return moved;
}

HostFile::HostFile(Poller& poller, int host_fd, Ownership ownership)
    : poller_(poller),
      host_fd_(host_fd),
      given_fd_(ownership == Ownership::kBorrowed ? host_fd : -1),
      owned_(ownership == Ownership::kOwned) {
  AskWhatItIs();
}

HostFile::HostFile(Poller& poller, int host_fd, Kind kind)
    : poller_(poller), host_fd_(host_fd), kind_(kind), owned_(true), shared_(false) {
  way_ = is_socket() ? Way::kSocket : Way::kNonBlock;
  if (kind == Kind::kListener) PrepareListener();
}

void HostFile::PrepareListener() {
  // Perhaps nobody ever connects.
  waker_ = Waker::kHostPerhaps;
  connections_ = IsTcp(host_fd_) ? Kind::kTcp : Kind::kSocket;
}

void HostFile::AskWhatItIs() {
  struct stat status;
  const bool is_open = fstat(host_fd_, &status) == 0;
  // If it is closed, every try will say so.
  if (!is_open || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) || S_ISBLK(status.st_mode)) {
    kind_ = is_open && S_ISDIR(status.st_mode) ? Kind::kDirectory : Kind::kRegular;
    way_ = Way::kPlain;
    always_ready_ = true;
    return;
  }
  const int flags = fcntl(host_fd_, F_GETFL);
  if (S_ISSOCK(status.st_mode)) {
    kind_ = SocketKind(host_fd_);
    way_ = Way::kSocket;
    if (kind_ == Kind::kListener) PrepareListener();
    if (owned_) fcntl(host_fd_, F_SETFL, flags | O_NONBLOCK);
    return;
  }
  if (S_ISFIFO(status.st_mode)) kind_ = Kind::kPipe;
  if (isatty(host_fd_) == 1) {
    kind_ = Kind::kTerminal;
    // (Of /dev/tty: the terminal for which it stands.)
    if (ioctl(host_fd_, TIOCGDEV, &terminal_) != 0)
      terminal_ = static_cast<unsigned>(status.st_rdev);
    waker_ = Waker::kHostPerhaps;
  }
  if ((flags & O_NONBLOCK) != 0) {
    way_ = Way::kNonBlock;
  } else if (owned_) {
    // What was given to us for good we may change.
    if (fcntl(host_fd_, F_SETFL, flags | O_NONBLOCK) == 0) way_ = Way::kNonBlock;
  } else {
    OpenAgainWithoutBlocking(flags);
  }
}

void HostFile::OpenAgainWithoutBlocking(int flags) {
  if (!CanBeOpenedAgain(host_fd_)) return;
  const int reopened = OpenAgain(host_fd_, flags | O_NONBLOCK);
  if (reopened < 0) return;
  host_fd_ = reopened;
  owned_ = true;
  way_ = Way::kNonBlock;
}

HostFile::~HostFile() {
  // Closing ends the registration, unless the host knows the file by another descriptor too.
  if (watched()) poller_.Forget(poll_slot_, shared_ ? host_fd_ : -1);
  if (owned_) close(host_fd_);
}

absl::StatusOr<std::size_t> HostFile::TryRead(absl::Span<char> buffer) {
  if (!readable_) return kind_ == Kind::kListener ? NoConnection() : NotYet();
  if (way_ == Way::kAskFirst && !Any(ReadyNow(IoEvents::kReadable))) return NotYet();
  const ssize_t n = Uninterrupted([&] {
    return way_ == Way::kSocket ? recv(host_fd_, buffer.data(), buffer.size(), MSG_DONTWAIT)
                                : read(host_fd_, buffer.data(), buffer.size());
  });
  if (n < 0) {
    if (errno == EAGAIN && watched() && !over_) readable_ = false;
    return HostError(errno, "read");
  }
  const auto bytes = static_cast<std::size_t>(n);
  // A connection gives all that it has, up to the next edge; a terminal gives a line, a local
  // socket a message.
  if (kind_ == Kind::kTcp && bytes < buffer.size() && watched() && !over_) readable_ = false;
  return bytes;
}

absl::StatusOr<std::size_t> HostFile::TryWrite(std::string_view bytes) {
  if (terminal_ != 0 && cpu.kernel != nullptr && cpu.kernel->terminal().Concerns(*this))
      [[unlikely]]
    return cpu.kernel->terminal().WriteAround(*this, bytes);
  return TryWriteAlone(bytes);
}

absl::StatusOr<std::size_t> HostFile::TryWriteAlone(std::string_view bytes) {
  if (!writable_) return kind_ == Kind::kListener ? NoConnection() : NotYet();
  if (way_ == Way::kAskFirst) {
    if (!Any(ReadyNow(IoEvents::kWritable))) return NotYet();
    // A pipe that says it is writable has room for this much at least (POSIX, pipe(7)); a terminal
    // for one byte.
    bytes = bytes.substr(0, kind_ == Kind::kPipe ? PIPE_BUF : 1);
  }
  const ssize_t n = Uninterrupted([&] {
    return way_ == Way::kSocket
               ? send(host_fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
               : write(host_fd_, bytes.data(), bytes.size());
  });
  if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) {
    return absl::AbortedError("nobody is left to read");
  }
  if (n < 0) {
    if (errno == EAGAIN && watched() && !over_) writable_ = false;
    return HostError(errno, "write");
  }
  const auto taken = static_cast<std::size_t>(n);
  if (kind_ == Kind::kTcp && taken < bytes.size() && watched() && !over_) writable_ = false;
  return taken;
}

absl::StatusOr<int> HostFile::TryAccept() {
  if (!readable_) return NotYet();
  for (;;) {
    const int host_fd = accept4(host_fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (host_fd >= 0) return AboveStandardStreams(host_fd);
    switch (errno) {
      case EINTR:
      // Linux passes on what befell a connection that was waiting: accept(2) asks us to try again.
      case ECONNABORTED:
      case EPROTO:
      case ENOPROTOOPT:
      case ENETDOWN:
      case EHOSTDOWN:
      case ENONET:
      case EHOSTUNREACH:
      case ENETUNREACH:
        continue;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return absl::ResourceExhaustedError("the host has no descriptor left for a connection");
      case EAGAIN:
        if (watched()) readable_ = false;
        return NotYet();
      default:
        return HostError(errno, "accept");
    }
  }
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
  if (watched()) return true;
  const absl::StatusOr<bool> registered = poller_.Register(host_fd_, *this, poll_slot_);
  if (registered.ok()) always_ready_ = !*registered;
  return registered;
}

void HostFile::OnHostEvents(HostEvents events) {
  // An end that has come already gives no further edge, and urgent data ends a read early: from
  // then on only EAGAIN, which cannot be mistaken, would tell, and a look at every time costs
  // little.
  over_ |= events.over || events.urgent;
  if (events.readable || over_) {
    readable_ = true;
    cpu.kernel->RestartAll(readers());
  }
  if (events.writable || over_) {
    writable_ = true;
    if (terminal_ != 0 && cpu.kernel->terminal().Concerns(*this)) cpu.kernel->terminal().Flush();
    cpu.kernel->RestartAll(writers());
  }
}

void HostFile::LookAgain() {
  OnHostEvents({.readable = true, .writable = true, .over = false, .urgent = false});
}

void HostFile::DropInterest() {
  if (!watched()) return;
  poller_.Forget(poll_slot_, host_fd_);
  // What comes from now on is not heard of.
  readable_ = true;
  writable_ = true;
  over_ = false;
  if (!writers().empty()) (void)Watch();
}

absl::StatusOr<std::int64_t> HostFile::Seek(std::int64_t offset, int whence) {
  const off_t place = lseek(host_fd_, offset, whence);
  if (place >= 0) return place;
  if (errno == ESPIPE) return OpenFile::Seek(offset, whence);
  return HostError(errno, "seek");
}

absl::StatusOr<int> HostFile::DupToHost() {
  int host_fd = -1;
  if (given_fd_ >= 0) {
    host_fd = fcntl(given_fd_, F_DUPFD_CLOEXEC, 3);
  } else if (CanBeOpenedAgain(host_fd_)) {
    host_fd = OpenAgainBlocking(host_fd_);
  }
  if (host_fd < 0 && given_fd_ < 0) {
    host_fd = fcntl(host_fd_, F_DUPFD_CLOEXEC, 3);
    shared_ = true;
    // A socket cannot be opened again. We ask for MSG_DONTWAIT in each call, so the flag is free;
    // but not when accepting.
    const bool may_block = kind_ == Kind::kTcp || kind_ == Kind::kSocket;
    if (may_block) fcntl(host_fd_, F_SETFL, fcntl(host_fd_, F_GETFL) & ~O_NONBLOCK);
  }
  if (host_fd >= 0) return host_fd;
  if (errno == EBADF) return absl::NotFoundError("the host's descriptor is closed");
  return HostError(errno, "dup");
}

std::string HostFile::Describe() const {
  switch (kind_) {
    case Kind::kRegular:
      return "file";
    case Kind::kDirectory:
      return "directory";
    case Kind::kPipe:
      return "pipe";
    case Kind::kTerminal:
      return "terminal";
    case Kind::kTcp:
    case Kind::kSocket:
      return "socket";
    case Kind::kListener:
      return "listening socket";
    case Kind::kOther:
      return "device";
  }
  return "";
}

}  // namespace corix
