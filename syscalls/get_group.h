// syscalls/get_group.h
#ifndef CORIX_SYSCALLS_GET_GROUP_H_
#define CORIX_SYSCALLS_GET_GROUP_H_

#include <tuple>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"

namespace corix {

class GetGroup final : public SystemCall<GetGroup, absl::StatusOr<Tid>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "GetGroup",
      .params = "tid",
      .summary = "Answers the process group of a task.",
      .answer = "StatusOr<Tid>",
      .errors = "NOT_FOUND: no such task lives.",
  };
  explicit GetGroup(Tid tid) : tid_(tid) {}
  auto args() const { return std::tie(tid_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Tid tid_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_GET_GROUP_H_
