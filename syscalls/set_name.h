// syscalls/set_name.h
#ifndef CORIX_SYSCALLS_SET_NAME_H_
#define CORIX_SYSCALLS_SET_NAME_H_

#include <string_view>
#include <tuple>

#include "kernel/system_call.h"

namespace corix {

class SetName final : public SystemCall<SetName, void> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "SetName",
      .params = "name[, command]",
      .summary =
          "Gives the caller a name, for ps and for reports; and, for /proc/TID/cmdline, the words "
          "with "
          "which somebody started it.",
      .answer = "nothing",
      .errors = "",
  };
  explicit SetName(std::string_view name, std::string_view command = {})
      : name_(name), command_(command) {}
  auto args() const { return std::tie(name_); }
  Reply Handle(Kernel& /*kernel*/, Task& caller) noexcept override {
    caller.SetName(name_);
    if (!command_.empty()) caller.MakeExtra().MakeBelongings().command = command_;
    return Answer();
  }

 private:
  std::string_view name_;
  std::string_view command_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SET_NAME_H_
