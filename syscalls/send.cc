#include "syscalls/send.h"

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Send::Handle(Kernel& kernel, Task& caller) noexcept {
  Task* const task = kernel.FindTask(to_);
  if (task == nullptr || task->dying_or_ended()) return NoSuchTask(to_);
  Mailbox& mailbox = task->MakeExtra().MakeBelongings().mailbox;
  if (mailbox.messages.size() >= kMost) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the mailbox of task ", static_cast<int>(to_), " is full"));
  }
  mailbox.messages.push_back(Message{.from = caller.tid(), .text = std::move(text_)});
  if (Seat* const seat = mailbox.wanted.front(); seat != nullptr) {
    seat->Leave();
    kernel.Restart(*task);
  }
  return Answer(absl::OkStatus());
}

}  // namespace corix
