// kernel/pipe.h: a pipe inside the kernel.
//
// Two open files, one for each end, share its bytes. A reader waits while it is empty and somebody
// could still write; a writer waits while it is full and somebody could still read. An end is gone
// when no descriptor leads to it any more; then the other side is woken to learn that.
//
// When a host program is to have an end, the whole pipe becomes one of the host's: both ends, with
// the bytes that are in it, for all who hold them. So nobody reads ahead of anybody.
//
// As POSIX asks of a pipe (XSH, write), up to 4,096 bytes are written all together or not yet.
#ifndef CORIX_KERNEL_PIPE_H_
#define CORIX_KERNEL_PIPE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "kernel/byte_queue.h"
#include "kernel/open_file.h"

namespace corix {

class Poller;

class PipeEnd final : public OpenFile {
 public:
  static constexpr std::size_t kDefaultCapacity = std::size_t{64} * 1024;
  static constexpr std::size_t kMostCapacity = std::size_t{1024} * 1024;
  static constexpr std::size_t kAtomic = 4096;

  // The reading and the writing end of a new pipe. Capacity: 1 byte to 1 MiB.
  static std::pair<std::shared_ptr<PipeEnd>, std::shared_ptr<PipeEnd>> MakePipe(
      Poller& poller, std::size_t capacity);

  ~PipeEnd() override;

  absl::StatusOr<std::size_t> TryRead(absl::Span<char> buffer) override;
  absl::StatusOr<std::size_t> TryWrite(std::string_view bytes) override;
  bool TakeBeyondLimit(std::string_view bytes) override;
  IoEvents ReadyNow(IoEvents wanted) override;
  absl::StatusOr<bool> Watch() override { return true; }
  Waker waker() const override { return Waker::kTask; }
  absl::StatusOr<int> DupToHost() override;
  std::string Describe() const override { return "pipe"; }

 private:
  struct Shared {
    Poller& poller;
    std::size_t capacity;
    ByteQueue bytes;
    PipeEnd* reader = nullptr;  // nullptr: gone
    PipeEnd* writer = nullptr;
  };

  PipeEnd(std::shared_ptr<Shared> shared, bool reads);
  // How much must fit at once for a write of so many bytes to begin.
  std::size_t RoomFor(std::size_t size) const;
  void WakeReaders();
  void WakeWriters();
  absl::Status BecomeHostPipe();

  std::shared_ptr<Shared> shared_;
  bool reads_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_PIPE_H_
