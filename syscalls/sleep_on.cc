#include "syscalls/sleep_on.h"

#include "absl/strings/str_join.h"
#include "kernel/kernel.h"

namespace corix {
namespace {

// Before the caller could sleep on it, or after it was woken and before its turn.
absl::Status Gone() { return absl::NotFoundError("what the caller waited for is gone"); }

}  // namespace

std::tuple<Plain> SleepOn::args() const {
  const auto as_text = [](std::string* out, const Wait& wait) {
    *out += wait.seat_.orphaned() ? "gone" : wait.resource().Describe();
  };
  return {Plain{absl::StrJoin(waits_, " or ", as_text)}};
}

Reply SleepOn::Handle(Kernel& kernel, Task& caller) noexcept {
  // Between the caller's look and this moment others may have run: its output had to be delivered
  // first.
  for (Wait& wait : waits_) {
    if (wait.seat_.orphaned()) return Gone();
    if (!wait.resource().has_some()) continue;
    wait.seat_.JoinExpected(wait.resource());
    return Answer(absl::OkStatus());
  }
  const bool has_timeout = timer_.deadline() < kForEver;
  const bool only = waits_.size() == 1 && !has_timeout;
  for (Wait& wait : waits_) wait.seat_.Join(wait.resource(), caller, only);
  if (has_timeout)
    kernel.timers().Set(timer_, caller, Later(kernel.clock().Now(), timer_.deadline()));
  return Blocked();
}

void SleepOn::Withdraw() noexcept {
  for (Wait& wait : waits_) wait.seat_.Withdraw();
  if (timer_.taken()) cpu.kernel->timers().Cancel(timer_);
}

std::vector<Tid> SleepOn::Awaited(const Kernel& /*kernel*/, const Task& /*caller*/) const {
  std::vector<Tid> owners;
  for (const Wait& wait : waits_) {
    if (wait.seat_.orphaned()) continue;
    if (wait.resource().owner() != 0) owners.push_back(wait.resource().owner());
    for (const Tid waker : wait.resource().wakers()) owners.push_back(waker);
  }
  return owners;
}

bool SleepOn::AwaitsNobodyElse(const Kernel& kernel) const {
  if (timer_.deadline() < kForEver) return false;
  for (const Wait& wait : waits_) {
    if (wait.seat_.orphaned()) return false;
    if (wait.resource().owner() == 0 && !wait.resource().knows_wakers()) return false;
    // One that has ended has left what it had to somebody whom we do not know.
    for (const Tid waker : wait.resource().wakers()) {
      const Task* const task = kernel.FindTask(waker);
      if (task == nullptr || task->ended()) return false;
    }
  }
  return true;
}

absl::Status SleepOn::TakeAnswer() {
  absl::Status answer = SystemCall::TakeAnswer();
  if (!answer.ok()) return answer;
  for (std::size_t i = 0; i < waits_.size(); ++i) {
    if (!waits_[i].seat_.woken()) continue;
    waits_[i].seat_.Take();
    woken_by_ = static_cast<int>(i);
    return answer;
  }
  return Gone();
}

}  // namespace corix
