// syscalls/dup_to_host.h
#ifndef CORIX_SYSCALLS_DUP_TO_HOST_H_
#define CORIX_SYSCALLS_DUP_TO_HOST_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"

namespace corix {

class DupToHost final : public SystemCall<DupToHost, absl::StatusOr<int>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "DupToHost",
      .params = "fd",
      .summary =
          "Answers a descriptor of the host for the same open file, one that blocks: for a "
          "function on a thread. (A listening socket, and a device that cannot be opened again, do "
          "not block.) It is the caller's to close. A pipe of the kernel becomes one of the host "
          "for it.",
      .answer = "StatusOr<int>",
      .errors =
          "NOT_FOUND: no such descriptor. FAILED_PRECONDITION: nothing that the host could use. "
          "RESOURCE_EXHAUSTED: the host gives none.",
  };
  explicit DupToHost(Fd fd) : fd_(fd) {}
  // A descriptor that its caller did not live to take is closed.
  ~DupToHost();
  auto args() const { return std::tie(fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;
  absl::StatusOr<int> TakeAnswer();

 private:
  Fd fd_;
  int not_taken_ = -1;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_DUP_TO_HOST_H_
