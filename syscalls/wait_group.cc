#include "syscalls/wait_group.h"

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"

namespace corix {

namespace {

std::string DescribeFailure(ExitStatus status) {
  switch (status.cause) {
    case ExitStatus::Cause::kException:
      return "by an uncaught exception";
    case ExitStatus::Cause::kKilled:
      return absl::StrCat("by ", std::string(NameOf(status.signal)));
    default:
      return absl::StrCat("with exit code ", status.code);
  }
}

}  // namespace

Reply WaitGroup::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  // Another task's may be gone before this one's turn.
  if (!Group::Owns(caller, &group_))
    return absl::FailedPreconditionError("the group is not one of the caller's");
  if (group_.size() > 0) {
    group_.waiters().Join(seat_, caller);
    return Blocked();
  }
  if (group_.failed() == 0) return Answer(absl::OkStatus());
  return absl::AbortedError(absl::StrCat("task ", static_cast<int>(group_.failed()), " ended ",
                                         DescribeFailure(group_.failure())));
}

std::vector<Tid> WaitGroup::Awaited(const Kernel& /*kernel*/, const Task& /*caller*/) const {
  std::vector<Tid> members;
  for (const Task* member = group_.first(); member != nullptr; member = group_.After(*member))
    members.push_back(member->tid());
  return members;
}

}  // namespace corix
