// syscalls/send.h
#ifndef CORIX_SYSCALLS_SEND_H_
#define CORIX_SYSCALLS_SEND_H_

#include <cstddef>
#include <string>
#include <tuple>

#include "absl/status/status.h"
#include "kernel/system_call.h"

namespace corix {

class Send final : public SystemCall<Send, absl::Status> {
 public:
  // How many messages may wait in one task's mailbox.
  static constexpr std::size_t kMost = 1024;

  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Send",
      .params = "tid, text",
      .summary =
          "Puts a message into a task's mailbox. Messages from one task to another arrive in the "
          "order in which they were sent. What a task has not received when it ends is gone.",
      .answer = "Status",
      .errors =
          "NOT_FOUND: no such task lives. RESOURCE_EXHAUSTED: 1024 messages wait there already.",
  };
  Send(Tid to, std::string text) : to_(to), text_(std::move(text)) {}
  auto args() const { return std::tie(to_, text_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  Tid to_;
  std::string text_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_SEND_H_
