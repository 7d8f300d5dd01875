#include "kernel/report.h"

#include <algorithm>
#include <iostream>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "kernel/kernel.h"

namespace corix {

std::string DescribeState(const Kernel& kernel, const Task& task) {
  switch (task.state()) {
    case TaskState::kReady:
      return kernel.IsRunning(task) ? "is running" : "is ready";
    case TaskState::kSleeping:
      return absl::StrCat("waits in ", task.call()->Format());
    case TaskState::kWriting:
      return "waits until its output is delivered";
    case TaskState::kStopped:
      return "is stopped";
    case TaskState::kDying:
      return "is being unwound";
    case TaskState::kZombie:
      return "is a zombie";
  }
  return "";
}

WaitInfo DescribeWait(const Kernel& kernel, const Task& sleeper) {
  WaitInfo info;
  const SystemCallBase* const call = sleeper.call();
  if (call == nullptr) return info;
  info.wakers = call->Awaited(kernel, sleeper);
  std::erase_if(info.wakers, [&](Tid waker) {
    const Task* const task = kernel.FindTask(waker);
    return task == nullptr || task->dying_or_ended();
  });
  info.others = !call->AwaitsNobodyElse(kernel);
  info.deadline = Kernel::HasDeadline(sleeper);
  info.signal = sleeper.signals() != nullptr && !sleeper.signals()->caught.empty();
  return info;
}

namespace {

std::vector<Tid> AwaitedBy(const Kernel& kernel, const Task& task) {
  return task.call() == nullptr ? std::vector<Tid>() : task.call()->Awaited(kernel, task);
}

std::string NameTask(const Kernel& kernel, Tid tid) {
  const Task* task = kernel.FindTask(tid);
  return absl::StrCat("task ", static_cast<int>(tid),
                      task == nullptr ? "" : absl::StrCat(" (", task->Name(), ")"));
}

// The first cycle that can be reached from `start` by going from a task to the first of those it
// waits for.
std::vector<Tid> CycleFrom(const Kernel& kernel, Tid start, absl::btree_set<int>& visited) {
  std::vector<Tid> path;
  for (Tid tid = start;;) {
    const auto seen =
        std::find_if(path.begin(), path.end(), [&](Tid other) { return other == tid; });
    if (seen != path.end()) return {seen, path.end()};
    if (!visited.insert(tid).second) return {};
    const Task* task = kernel.FindTask(tid);
    if (task == nullptr) return {};
    path.push_back(tid);
    const std::vector<Tid> awaited = AwaitedBy(kernel, *task);
    if (awaited.empty()) return {};
    tid = awaited.front();
  }
}

}  // namespace

Statistics Kernel::Count() const {
  Statistics count;
  count.created = created_;
  count.turns = forgotten_turns_;
  count.traps = forgotten_traps_;
  for (const Task* task = tasks_.After(0); task != nullptr; task = tasks_.After(task->tid())) {
    count.turns += task->turns();
    count.traps += task->traps();
  }
  count.switches = switches_;
  count.looks = poller_.looks();
  count.live = live_;
  count.timers = timers_.size();
  count.io_seats = poller_.seats();
  count.io_waiters = poller_.waiters();
  count.interests = poller_.registered();
  count.descriptors = files_.size();
  return count;
}

std::vector<Tid> Kernel::ReadyTasks() const {
  std::vector<Tid> tids;
  const Task* const front = ready_.front();
  for (const Task* task = front; task != nullptr;) {
    tids.push_back(task->tid());
    task = task->neighbour();
    if (task == front) break;
  }
  return tids;
}

std::vector<StackEntry> Kernel::StackOf(const Task& task) {
  std::vector<StackEntry> stack;
  for (const Frame* frame = task.innermost_frame(); frame != nullptr; frame = frame->caller)
    stack.push_back({.where = frame->where, .bytes = frame->Bytes()});
  return stack;
}

std::string Kernel::DescribeDeadlock() const {
  std::string text = absl::StrCat("deadlock: ", live_, live_ == 1 ? " task waits" : " tasks wait",
                                  ", and nothing can wake ", live_ == 1 ? "it" : "them");
  constexpr int kMost = 50;
  int shown = 0;
  absl::btree_set<int> visited;
  std::vector<std::string> cycles;
  for (const Task* task = tasks_.After(0); task != nullptr; task = tasks_.After(task->tid())) {
    if (task->ended()) continue;
    const std::vector<Tid> cycle = CycleFrom(*this, task->tid(), visited);
    if (!cycle.empty()) {
      const auto as_text = [](std::string* out, Tid tid) {
        absl::StrAppend(out, static_cast<int>(tid));
      };
      cycles.push_back(absl::StrCat("\n  cycle: ", absl::StrJoin(cycle, " -> ", as_text), " -> ",
                                    static_cast<int>(cycle.front())));
    }
    if (++shown > kMost) continue;
    absl::StrAppend(&text, "\n  ", NameTask(*this, task->tid()), " ", DescribeState(*this, *task));
    const std::vector<Tid> awaited = AwaitedBy(*this, *task);
    if (awaited.empty()) continue;
    const auto as_name = [this](std::string* out, Tid tid) { *out += NameTask(*this, tid); };
    absl::StrAppend(&text, ", for ", absl::StrJoin(awaited, " or ", as_name));
  }
  if (shown > kMost) absl::StrAppend(&text, "\n  and ", shown - kMost, " more");
  for (const std::string& cycle : cycles) text += cycle;
  return text;
}

// On the host's standard error, since no task runs that could; each report once in a row.
void Kernel::TellOfDeadlock() {
  std::string text = DescribeDeadlock();
  if (text == told_deadlock_) return;
  told_deadlock_ = std::move(text);
  std::cerr << "corix: " << told_deadlock_ << "\n(Ctrl-C ends the job in the foreground.)\n"
            << std::flush;
}

}  // namespace corix
