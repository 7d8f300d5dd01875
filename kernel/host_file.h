// kernel/host_file.h: a file, pipe, socket or terminal of the host.
//
// It is registered with the poller once, edge-triggered, when somebody first has to wait for it,
// and it remembers its readiness from then on: what a try found empty or full is not tried again
// before the next edge. So a task that reads from a connection, answers, and reads again, makes two
// host calls, and goes to sleep without a third.
#ifndef CORIX_KERNEL_HOST_FILE_H_
#define CORIX_KERNEL_HOST_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/open_file.h"
#include "kernel/poller.h"

namespace corix {

class HostFile final : public OpenFile, public PollTarget {
 public:
  enum class Ownership : std::uint8_t {
    kBorrowed,  // given to us with the process: neither its flags are changed nor is it closed
    kOwned,     // closed with this object; O_NONBLOCK is set
  };
  enum class Kind : std::uint8_t {
    kRegular,
    kDirectory,
    kPipe,
    kTerminal,
    kTcp,       // a connection
    kSocket,    // any other socket
    kListener,  // a socket that accepts
    kOther,     // devices, and what is no file: event counters and the like
  };

  // What the descriptor is, is asked now. A borrowed pipe or terminal is reopened through
  // /proc/self/fd, where that is possible, so that we can have it without blocking while whoever
  // gave it to us does not notice.
  HostFile(Poller& poller, int host_fd, Ownership ownership);
  // One that we have just made ourselves: it is ours, of this kind, and does not block.
  HostFile(Poller& poller, int host_fd, Kind kind);
  ~HostFile() override;

  absl::StatusOr<std::size_t> TryRead(absl::Span<char> buffer) override;
  absl::StatusOr<std::size_t> TryWrite(std::string_view bytes) override;
  // The same, whether or not the terminal has a guest (terminal.h).
  absl::StatusOr<std::size_t> TryWriteAlone(std::string_view bytes);
  IoEvents ReadyNow(IoEvents wanted) override;
  absl::StatusOr<bool> Watch() override;
  Waker waker() const override { return waker_; }
  absl::StatusOr<std::int64_t> Seek(std::int64_t offset, int whence) override;
  absl::StatusOr<int> DupToHost() override;
  std::string Describe() const override;
  HostFile* AsHostFile() override { return this; }
  void OnHostEvents(HostEvents events) override;

  // After something was done to it of which the host may not tell: those who wait look again.
  void LookAgain();
  // The poller need not tell of it, until somebody has to wait for it again.
  void DropInterest();

  // The host descriptor of the next connection, which does not block; UNAVAILABLE: none yet.
  // RESOURCE_EXHAUSTED: the host has no descriptor or memory for one; it stays in the queue.
  absl::StatusOr<int> TryAccept();

  Kind kind() const { return kind_; }
  bool is_socket() const {
    return kind_ == Kind::kTcp || kind_ == Kind::kSocket || kind_ == Kind::kListener;
  }
  // Of a listener.
  Kind kind_of_connections() const { return connections_; }
  int host_fd() const { return host_fd_; }
  // The host's number of the terminal that it is; 0 if it is none.
  unsigned terminal() const { return terminal_; }
  bool Owns(int host_fd) const override { return owned_ && host_fd == host_fd_; }
  bool watched() const override { return poll_slot_.used(); }
  void set_waker(Waker waker) { waker_ = waker; }

 private:
  enum class Way : std::uint8_t {
    kPlain,     // regular files: never blocks for long
    kNonBlock,  // the description has O_NONBLOCK
    kSocket,    // MSG_DONTWAIT
    kAskFirst,  // poll(2) before each call, and small writes
  };

  void AskWhatItIs();
  void PrepareListener();
  void OpenAgainWithoutBlocking(int flags);

  Poller& poller_;
  PollSlot poll_slot_;
  int host_fd_;
  int given_fd_ = -1;  // if it is borrowed: the descriptor that we were given
  Kind kind_ = Kind::kOther;
  Kind connections_ = Kind::kSocket;  // of a listener: what it accepts
  Way way_ = Way::kAskFirst;
  Waker waker_ = Waker::kHostSurely;
  unsigned terminal_ = 0;
  // (Thousands of connections are glad of each byte.)
  bool owned_ : 1;
  bool shared_ : 1 = true;  // the host may know it by another descriptor too
  bool always_ready_ : 1 = false;
  // What is known since the last edge. Kept only while the poller watches.
  bool readable_ : 1 = true;
  bool writable_ : 1 = true;
  bool over_ : 1 =
      false;  // the end has come, or is near: nothing of the kind is concluded any more
};

// The same descriptor (-1 stays -1), or, if it took the place of a standard stream that is closed,
// another: else that stream would seem to be open. If there is no other, it stays where it is.
int AboveStandardStreams(int host_fd);

}  // namespace corix

#endif  // CORIX_KERNEL_HOST_FILE_H_
