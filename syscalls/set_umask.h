// syscalls/set_umask.h
#ifndef CORIX_SYSCALLS_SET_UMASK_H_
#define CORIX_SYSCALLS_SET_UMASK_H_

#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class SetUmask final : public SystemCall<SetUmask, unsigned> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SetUmask",
      .params = "mask",
      .summary =
          "Sets the permissions that are taken away from the files that the caller makes, and "
          "answers what they were before. Only the lowest nine bits count.",
      .answer = "unsigned",
      .errors = "",
  };
  explicit SetUmask(unsigned mask) : mask_(mask) {}
  auto args() const { return std::tie(mask_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  unsigned mask_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SET_UMASK_H_
