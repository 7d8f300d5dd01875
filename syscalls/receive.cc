#include "syscalls/receive.h"

#include <utility>

#include "kernel/kernel.h"

namespace corix {

Reply Receive::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  Mailbox& mailbox = caller.MakeExtra().MakeBelongings().mailbox;
  if (!mailbox.messages.empty()) {
    Message message = std::move(mailbox.messages.front());
    mailbox.messages.pop_front();
    return Answer(std::move(message));
  }
  if (!may_sleep_) return absl::UnavailableError("no message has come");
  mailbox.wanted.Join(seat_, caller);
  return Blocked();
}

}  // namespace corix
