// syscalls/write.h
#ifndef CORIX_SYSCALLS_WRITE_H_
#define CORIX_SYSCALLS_WRITE_H_

#include <cstddef>
#include <string_view>
#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/open_file.h"
#include "kernel/system_call.h"

namespace corix {

class Write final : public SystemCall<Write, absl::StatusOr<std::size_t>> {
 public:
  static constexpr SyscallDoc kDoc = {
      .name = "Write",
      .params = "fd, bytes",
      .summary =
          "Sleeps until a descriptor has room, writes as many bytes as fit, and answers how many: "
          "perhaps not all, but at "
          "least one of at least one. The bytes must live until the answer.",
      .answer = "StatusOr<size_t>",
      .errors =
          "NOT_FOUND: no such descriptor. ABORTED: nobody is left to read. CANCELLED: another task "
          "closed it "
          "meanwhile. Others: the host's.",
  };
  Write(Fd fd, std::string_view bytes) : fd_(fd), bytes_(bytes) {}
  auto args() const { return std::tie(fd_, bytes_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  void Withdraw() noexcept override { seat_.Leave(); }

 private:
  Fd fd_;
  std::string_view bytes_;
  IoSeat seat_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_WRITE_H_
