// syscalls/adopt_host_descriptor.h
#ifndef CORIX_SYSCALLS_ADOPT_HOST_DESCRIPTOR_H_
#define CORIX_SYSCALLS_ADOPT_HOST_DESCRIPTOR_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/api/fd.h"
#include "kernel/system_call.h"
#include "syscalls/file.h"

namespace corix {

class AdoptHostDescriptor final : public SystemCall<AdoptHostDescriptor, absl::StatusOr<File>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "AdoptHostDescriptor",
      .params = "host_fd",
      .summary =
          "Takes a file, pipe, socket or terminal of the host over: it is the kernel's from now "
          "on, under a descriptor of "
          "the kernel, and closed with it. A connected socket or a pipe does not block any more.",
      .answer = "StatusOr<File>",
      .errors =
          "INVALID_ARGUMENT: the host has no such descriptor, or it is one of 0, 1 and 2, which "
          "are not ours.",
  };
  explicit AdoptHostDescriptor(int host_fd) : host_fd_(host_fd) {}
  auto args() const { return std::tie(host_fd_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  int host_fd_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_ADOPT_HOST_DESCRIPTOR_H_
