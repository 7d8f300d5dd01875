// syscalls/start_host.h
#ifndef CORIX_SYSCALLS_START_HOST_H_
#define CORIX_SYSCALLS_START_HOST_H_

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/system_call.h"
#include "syscalls/file.h"

namespace corix {

class StartHost final : public SystemCall<StartHost, absl::StatusOr<File>> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "StartHost",
      .params = "argv",
      .summary =
          "Starts a program of the host as a real process, with the caller's descriptors 0 to 9, "
          "directory, umask and variables. A name without a slash is looked for along PATH. The "
          "answer stands for the program: it is readable when the program has ended, and when it "
          "is closed before, the program is killed, if the host lets us.",
      .answer = "StatusOr<File>",
      .errors =
          "NOT_FOUND: no such program. PERMISSION_DENIED: it cannot be executed. "
          "RESOURCE_EXHAUSTED: the host has no room for it.",
  };
  explicit StartHost(std::vector<std::string> argv) : argv_(std::move(argv)) {}
  auto args() const { return std::make_tuple(argv_.empty() ? std::string() : argv_[0]); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::vector<std::string> argv_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_START_HOST_H_
