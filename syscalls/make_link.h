// syscalls/make_link.h
#ifndef CORIX_SYSCALLS_MAKE_LINK_H_
#define CORIX_SYSCALLS_MAKE_LINK_H_

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class MakeLink final : public SystemCall<MakeLink, absl::Status> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "MakeLink",
      .params = "target, path",
      .summary =
          "Gives a file another name. With .Symbolic(), makes a file that only says the target's "
          "name, which need not exist.",
      .answer = "Status",
      .errors =
          "ALREADY_EXISTS: something of that name is there. UNIMPLEMENTED: the two are in "
          "different file systems. NOT_FOUND, PERMISSION_DENIED and others: the host's.",
  };
  MakeLink(std::string target, std::string path)
      : target_(std::move(target)), path_(std::move(path)) {}

  MakeLink&& Symbolic() && {
    symbolic_ = true;
    return std::move(*this);
  }

  auto args() const { return std::tie(target_, path_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::string target_;
  std::string path_;
  bool symbolic_ = false;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_MAKE_LINK_H_
