// syscalls/read.h
#ifndef CORIX_SYSCALLS_READ_H_
#define CORIX_SYSCALLS_READ_H_

#include <cstddef>
#include <tuple>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "kernel/api/fd.h"
#include "kernel/open_file.h"
#include "kernel/system_call.h"

namespace corix {

class Read final : public SystemCall<Read, absl::StatusOr<std::size_t>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "Read",
      .params = "fd, buffer",
      .summary =
          "Sleeps until a descriptor has bytes, puts as many as are there and fit into the buffer, "
          "and answers how many: 0 "
          "at the end of the file. The buffer must live until the answer.",
      .answer = "StatusOr<size_t>",
      .errors =
          "NOT_FOUND: no such descriptor. CANCELLED: another task closed it meanwhile. Others: the "
          "host's.",
  };
  Read(Fd fd, absl::Span<char> buffer) : fd_(fd), buffer_(buffer) {}
  auto args() const { return std::make_tuple(fd_, buffer_.size()); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override { seat_.Leave(); }

 private:
  Fd fd_;
  absl::Span<char> buffer_;
  IoSeat seat_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_READ_H_
