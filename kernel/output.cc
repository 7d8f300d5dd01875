// Delivering what tasks print.

#include "kernel/api/output.h"

#include <iostream>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"

namespace corix {

void PrintTo(Fd fd, std::string_view text) {
  if (cpu.task != nullptr) return cpu.kernel->Print(fd, text);
  std::ostream& host = fd == kStderr ? std::cerr : std::cout;
  host << text << std::flush;
}

void Kernel::Print(Fd fd, std::string_view text) {
  Task& task = *cpu.task;
  output_.Append(fd, text);
  cpu.attention |= kOutputPending;
  if (output_.size() > kOutputToKeep) DeliverWithoutSleeping(task);
}

bool Kernel::Deliver(Task& task, ExitStatus* fatal) {
  const absl::Status status = output_.Deliver(*task.descriptors_);
  if (absl::IsUnavailable(status)) {
    const auto watched = output_.blocked_on()->Watch();
    if (watched.ok() && *watched) {
      if (task.state_ == TaskState::kReady) ready_.Remove(task);
      task.state_ = TaskState::kWriting;
      task.attention_ |= kOutputPending;
      Undelivered& rest = undelivered_[task.tid()];
      rest.output = std::exchange(output_, TurnOutput());
      rest.seat.Join(*rest.output.blocked_on(), IoEvents::kWritable, task);
      return false;
    }
    output_.Clear();
  }
  cpu.attention &= ~std::uint32_t{kOutputPending};
  if (absl::IsAborted(status)) *fatal = ExitStatus::Killed(Signal::kPipe);
  if (!status.ok() && !absl::IsAborted(status) && !absl::IsUnavailable(status)) {
    Print(kStderr, absl::StrCat("task ", static_cast<int>(task.tid()), " (", task.Name(),
                                "): cannot print: ", std::string(status.message()), "\n"));
    DeliverWithoutSleeping(task);
    *fatal = ExitStatus::Returned(1);
  }
  return true;
}

void Kernel::DeliverWithoutSleeping(Task& task) {
  const absl::Status status = output_.Deliver(*task.descriptors_);
  if (absl::IsUnavailable(status) && task.dying_or_ended()) output_.Clear();
  if (output_.empty()) cpu.attention &= ~std::uint32_t{kOutputPending};
}

void Kernel::TakeUpUndelivered(Task& task) {
  const auto found = undelivered_.find(task.tid());
  output_ = std::move(found->second.output);
  undelivered_.erase(found);
}

}  // namespace corix
