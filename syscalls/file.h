// syscalls/file.h: a descriptor of the kernel, and whose it is.
//
// A File owns its descriptor: when it is destroyed, the descriptor is closed. So a connection that
// moves into its handler is closed when the handler ends, however it ends. It can be moved to
// another task, but not out of the kernel's tasks: outside any task it closes nothing.
#ifndef CORIX_SYSCALLS_FILE_H_
#define CORIX_SYSCALLS_FILE_H_

#include <utility>

#include "kernel/api/fd.h"
#include "kernel/system_call.h"
#include "syscalls/close.h"

namespace corix {

class [[nodiscard]] File {
 public:
  File() = default;
  // Takes a descriptor over.
  explicit File(Fd fd) : fd_(fd) {}
  File(File&& other) noexcept : fd_(other.Release()) {}
  File& operator=(File&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = other.Release();
    }
    return *this;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { Close(); }

  bool is_open() const { return fd_ >= 0; }
  Fd fd() const { return fd_; }
  // So that it can be given to any call that takes a descriptor; but not from a temporary, which
  // would have closed it by then.
  operator Fd() const& { return fd_; }
  operator Fd() const&& = delete;

  // Gives the descriptor away.
  Fd Release() { return std::exchange(fd_, Fd()); }
  // Those who wait on it are woken with CANCELLED.
  void Close() {
    if (fd_ >= 0) (void)CallNow(corix::Close(Release()));
  }

 private:
  Fd fd_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_FILE_H_
