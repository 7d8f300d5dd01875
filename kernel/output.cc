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
  output_.Append(fd, text);
  cpu.attention |= kOutputPending;
  if (output_.size() > kOutputToKeep) DeliverWithoutSleeping(*cpu.task);
}

bool Kernel::Deliver(Task& task, ExitStatus* fatal) {
  const absl::Status status = output_.Deliver(*task.environment_);
  if (absl::IsUnavailable(status)) {
    const absl::StatusOr<bool> watched = output_.blocked_on()->Watch();
    if (watched.ok() && *watched) {
      if (task.state_ == TaskState::kReady) ready_.Remove(task);
      task.state_ = TaskState::kWriting;
      task.NoteWaiting(clock_.recent());
      task.attention_ |= kOutputPending;
      Undelivered& rest = undelivered_[task.tid()];
      rest.output = std::exchange(output_, TurnOutput());
      rest.seat.Join(*rest.output.blocked_on(), IoEvents::kWritable, task);
      return false;
    }
    // Nobody can tell us when there will be room.
    output_.Clear();
    *fatal = AfterDelivery(task, watched.ok() ? absl::InternalError("no room") : watched.status());
    return true;
  }
  cpu.attention &= ~std::uint32_t{kOutputPending};
  *fatal = AfterDelivery(task, status);
  return true;
}

void Kernel::DeliverWithoutSleeping(Task& task) {
  const absl::Status status = output_.Deliver(*task.environment_);
  if (absl::IsUnavailable(status)) {
    // Who is killed does not wait. The running task tries again, at its next trap or at its end.
    if (&task != running_) output_.DeliverBeyondLimits(*task.environment_);
  } else if (const ExitStatus fatal = AfterDelivery(task, status);
             fatal != ExitStatus() && !task.dying_or_ended()) {
    Kill(task, fatal);  // which is the running one, so that it ends at its next trap
  }
  if (output_.empty()) cpu.attention &= ~std::uint32_t{kOutputPending};
}

ExitStatus Kernel::AfterDelivery(Task& task, const absl::Status& status) {
  if (status.ok() || absl::IsUnavailable(status)) return ExitStatus();
  if (absl::IsAborted(status)) {
    // Nobody is left to read it.
    const SignalSet ignored = task.environment().ignored;
    const Signals* const signals = task.signals();
    const bool acts =
        signals == nullptr || !(signals->caught | signals->blocked).Has(Signal::kPipe);
    if (acts && !ignored.Has(Signal::kPipe)) return ExitStatus::Killed(Signal::kPipe);
    output_.Clear();
    Send(task, Signal::kPipe);
    return ExitStatus();
  }
  output_.Append(kStderr, absl::StrCat("task ", static_cast<int>(task.tid()), " (", task.Name(),
                                       "): cannot print: ", std::string(status.message()), "\n"));
  // If even that fails, there is nobody to tell.
  (void)output_.Deliver(*task.environment_);
  output_.Clear();
  return ExitStatus::Returned(1);
}

Kernel::Passage Kernel::TakeUpUndelivered(Task& task) {
  const auto found = undelivered_.find(task.tid());
  const bool was_delayed = found->second.delay.has_value();
  output_ = std::move(found->second.output);
  undelivered_.erase(found);
  if (!output_.empty()) cpu.attention |= kOutputPending;
  return was_delayed ? Passage::kAfterDelay : Passage::kAfterDelivery;
}

}  // namespace corix
