// syscalls/set_permissions.h
#ifndef CORIX_SYSCALLS_SET_PERMISSIONS_H_
#define CORIX_SYSCALLS_SET_PERMISSIONS_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class SetPermissions final : public SystemCall<SetPermissions, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SetPermissions",
      .params = "path, permissions",
      .summary =
          "Sets the permissions of a file: the lowest twelve bits count. The umask is not asked.",
      .answer = "Status",
      .errors = "NOT_FOUND, PERMISSION_DENIED and others: the host's.",
  };
  SetPermissions(std::string path, unsigned permissions)
      : path_(std::move(path)), permissions_(permissions) {}
  auto args() const { return std::tie(path_, permissions_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string path_;
  unsigned permissions_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SET_PERMISSIONS_H_
