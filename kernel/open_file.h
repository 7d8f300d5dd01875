// kernel/open_file.h: what stands behind a descriptor.
//
// An open file can be tried: TryRead and TryWrite do what is possible at once, and say UNAVAILABLE
// if that is nothing. Whoever wants to wait takes a seat in the file's line of readers or writers;
// when the file may be ready, everyone in the line is woken, and tries again in its own next turn,
// so that nothing is taken out of a file for a task that dies before it can use it.
#ifndef CORIX_KERNEL_OPEN_FILE_H_
#define CORIX_KERNEL_OPEN_FILE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "kernel/api/fd.h"
#include "kernel/wait_queue.h"

namespace corix {

class Poller;

class OpenFile {
 public:
  OpenFile() = default;
  virtual ~OpenFile() = default;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // How many bytes came (0: the end of the file), or UNAVAILABLE: none yet. No call of these blocks
  // the host thread.
  virtual absl::StatusOr<std::size_t> TryRead(absl::Span<char> buffer) = 0;

  // How many bytes were taken, at least one of at least one; or UNAVAILABLE: no room yet; or
  // ABORTED: nobody is left to read them.
  virtual absl::StatusOr<std::size_t> TryWrite(std::string_view bytes) = 0;

  // Which of these are possible now. An error, or the end, counts as both: the next try will tell.
  virtual IoEvents ReadyNow(IoEvents wanted) = 0;

  // Sees to it that those who wait here will be woken; false if this file is always ready.
  virtual absl::StatusOr<bool> Watch() = 0;

  // Whether virtual time stands still while somebody waits here: something outside will surely
  // come.
  virtual bool holds_time() const = 0;

  WaitQueue& readers() { return readers_; }
  WaitQueue& writers() { return writers_; }

 private:
  WaitQueue readers_;
  WaitQueue writers_;
};

// A file, pipe, socket or terminal of the host.
class HostFile final : public OpenFile {
 public:
  enum class Ownership {
    kBorrowed,  // given to us with the process: neither its flags are changed nor is it closed
    kOwned,     // closed with this object
  };

  // What the descriptor is, is asked now. A borrowed pipe or terminal is reopened through
  // /proc/self/fd, where that is possible, so that we can have it without blocking while whoever
  // gave it to us does not notice.
  HostFile(Poller& poller, int host_fd, Ownership ownership, bool holds_time);
  ~HostFile() override;

  absl::StatusOr<std::size_t> TryRead(absl::Span<char> buffer) override;
  absl::StatusOr<std::size_t> TryWrite(std::string_view bytes) override;
  IoEvents ReadyNow(IoEvents wanted) override;
  absl::StatusOr<bool> Watch() override;
  bool holds_time() const override { return holds_time_; }

  int host_fd() const { return host_fd_; }
  bool watched() const { return watched_; }

 private:
  friend class Poller;
  enum class Way {
    kPlain,     // regular files: never blocks for long
    kNonBlock,  // the description has O_NONBLOCK
    kSocket,    // MSG_DONTWAIT
    kAskFirst,  // poll(2) before each call, and small writes
  };

  Poller& poller_;
  int host_fd_;
  bool owned_;
  bool holds_time_;
  bool watched_ = false;
  bool always_ready_ = false;
  Way way_ = Way::kAskFirst;
};

// A seat in an open file's line of readers or writers. The poller counts those of host files.
class IoSeat : public Seat {
 public:
  IoSeat() = default;
  ~IoSeat() { Leave(); }
  void Join(OpenFile& file, IoEvents direction, Task& sleeper);
  void Leave();

 private:
  bool holds_time_ = false;
};

}  // namespace corix

#endif  // CORIX_KERNEL_OPEN_FILE_H_
