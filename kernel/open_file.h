// kernel/open_file.h: what stands behind a descriptor.
//
// An open file can be tried: TryRead and TryWrite do what is possible at once, and say UNAVAILABLE
// if that is nothing. Whoever wants to wait takes a seat in the file's line of readers or writers;
// when the file may be ready, everyone in the line is woken, and tries again in its own next turn,
// so that nothing is taken out of a file for a task that dies before it can use it. Sleepers are
// woken in the order in which they came; but a task that asks while it runs may be served before one
// that was woken and has not had its turn, as on a Unix.
//
// Kinds: a file, terminal or socket of the host (host_file.h), a pipe inside the kernel (pipe.h),
// a host process (host_process.h), a text that the kernel has made (text_file.h), and nothing at all
// (null_file.h).
#ifndef CORIX_KERNEL_OPEN_FILE_H_
#define CORIX_KERNEL_OPEN_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "kernel/api/fd.h"
#include "kernel/wait_queue.h"

namespace corix {

class HostFile;
class HostProcess;
class Tap;
class TextFile;

// Who ends a wait.
enum class Waker : std::uint8_t {
  kTask,         // only another task of this kernel
  kHostPerhaps,  // the host, but who is there may never speak: virtual time does not wait for it
  kHostSurely,   // the host, and something will surely come: virtual time stands still
};

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

  // Takes the bytes although there is no room for them, if it can: the last words of a task that
  // was killed. False if it cannot.
  virtual bool TakeBeyondLimit(std::string_view /*bytes*/) { return false; }

  // Which of these are possible now. An error, or the end, counts as both: the next try will tell.
  virtual IoEvents ReadyNow(IoEvents wanted) = 0;

  // Sees to it that those who wait here will be woken; false if this file is always ready.
  virtual absl::StatusOr<bool> Watch() = 0;

  // Who will wake those who wait here.
  virtual Waker waker() const = 0;

  // Moves the place where the next byte is read or written, and answers it. `whence` is lseek's.
  virtual absl::StatusOr<std::int64_t> Seek(std::int64_t offset, int whence);

  // A descriptor of the host for the same file, for a host program or for a thread that will block
  // on it: it blocks, and is closed on exec. The caller closes it.
  virtual absl::StatusOr<int> DupToHost() = 0;

  // What it is, in a few words: "pipe", "terminal", "socket".
  virtual std::string Describe() const = 0;

  // Whether this descriptor of the host is its own.
  virtual bool Owns(int /*host_fd*/) const { return false; }

  // Whether it is registered with the poller.
  virtual bool watched() const { return false; }

  // nullptr if it is none.
  virtual HostFile* AsHostFile() { return nullptr; }
  virtual HostProcess* AsHostProcess() { return nullptr; }
  virtual const TextFile* AsTextFile() const { return nullptr; }
  virtual Tap* AsTap() { return nullptr; }

  // The file that it is now. (A pipe in the kernel may become one of the host's: see pipe.h.)
  OpenFile& Now() { return became_ == nullptr ? *this : *became_; }

  WaitQueue& readers() { return readers_; }
  WaitQueue& writers() { return writers_; }

 protected:
  // All who have it have the other one from now on. Those who wait here must be woken.
  void Become(std::unique_ptr<OpenFile> other) { became_ = std::move(other); }

 private:
  WaitQueue readers_;
  WaitQueue writers_;
  std::unique_ptr<OpenFile> became_;
};

// UNAVAILABLE without a message, so that it costs no memory: it is not an error but the reason to
// wait.
inline absl::Status NotYet() { return absl::Status(absl::StatusCode::kUnavailable, ""); }

// What a host call that failed means. UNAVAILABLE and ABORTED, which have a meaning of their own
// here, stand only for EAGAIN and for a missing reader.
absl::Status HostError(int error, std::string_view what);

// A seat in a line that is moved by an open file, or by a thread. The poller counts those that wait
// for the host.
class IoSeat : public Seat {
 public:
  IoSeat() = default;
  ~IoSeat() { Leave(); }
  // `under_deadline`: whoever sits here will be woken by a timer at the latest.
  void Join(OpenFile& file, IoEvents direction, Task& sleeper, bool under_deadline = false);
  void Join(WaitQueue& line, Waker waker, Task& sleeper);
  // The same for a call whose try has just failed: sees to it first that the file will wake it. An
  // error: nobody would.
  absl::Status JoinWatched(OpenFile& file, IoEvents direction, Task& sleeper);
  void Leave();

 private:
  Waker waker_ = Waker::kTask;
};

}  // namespace corix

#endif  // CORIX_KERNEL_OPEN_FILE_H_
