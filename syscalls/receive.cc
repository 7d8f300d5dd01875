#include "syscalls/receive.h"

#include <utility>

#include "kernel/kernel.h"

namespace corix {

Reply Receive::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  TaskExtra& extra = caller.MakeExtra();
  if (!extra.mail.empty()) {
    Message message = std::move(extra.mail.front());
    extra.mail.pop_front();
    return Answer(std::move(message));
  }
  if (!may_sleep_) return absl::UnavailableError("no message has come");
  extra.mail_wanted.Join(seat_, caller);
  return Blocked();
}

}  // namespace corix
