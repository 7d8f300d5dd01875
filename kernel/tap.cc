#include "kernel/tap.h"

#include <utility>

#include "kernel/kernel.h"

namespace corix {

Tap::Tap(Kernel& kernel, Tid listener, TapOptions options)
    : kernel_(kernel), listener_(listener), options_(std::move(options)) {
  kernel_.AddObserver(*this);
  if (!options_.faults.empty()) kernel_.SetFaultInjector(this);
  for (const Tid tid : options_.tasks) {
    const Task* const task = kernel_.FindTask(tid);
    if (task == nullptr) continue;
    Attach(*task);
    if (task->call() == nullptr) continue;
    // It sleeps already: its call comes first.
    Trapped(*task, *task->call());
    Slept(*task);
  }
}

Tap::~Tap() {
  kernel_.RemoveObserver(*this);
  if (kernel_.fault_injector() == this) kernel_.SetFaultInjector(nullptr);
}

std::vector<TapEvent> Tap::TakeEvents() {
  std::vector<TapEvent> taken;
  if (lost_ > 0) {
    TapEvent event;
    event.kind = TapEvent::Kind::kLost;
    event.count = std::exchange(lost_, 0);
    taken.push_back(std::move(event));
  }
  for (TapEvent& event : events_) taken.push_back(std::move(event));
  events_.clear();
  return taken;
}

Tap::OpenCall* Tap::Find(const Task& task) {
  const auto found = open_calls_.find(task.tid());
  return found == open_calls_.end() ? nullptr : &found->second;
}

TapEvent Tap::Make(TapEvent::Kind kind, const Task& task) const {
  TapEvent event;
  event.kind = kind;
  event.task = task.tid();
  event.when = absl::Nanoseconds(kernel_.clock().Now());
  return event;
}

void Tap::Add(TapEvent event) {
  if (events_.size() == kMostEvents) {
    events_.pop_front();
    ++lost_;
  }
  events_.push_back(std::move(event));
  kernel_.RestartAll(readers());
}

void Tap::Attach(const Task& task) {
  if (!open_calls_.emplace(static_cast<int>(task.tid()), OpenCall()).second) return;
  TapEvent event = Make(TapEvent::Kind::kAttached, task);
  event.text = task.Name();
  Add(std::move(event));
}

void Tap::Created(const Task& task) {
  const Task* const parent = task.parent();
  if (parent == nullptr) return;
  if ((options_.children && parent->tid() == listener_) ||
      (options_.follow && Find(*parent) != nullptr))
    Attach(task);
}

void Tap::Trapped(const Task& task, const SystemCallBase& call) {
  OpenCall* const open = Find(task);
  if (open == nullptr) return;
  open->call = &call;
  open->injected = false;
  open->slept_at = open->woken_at = -1;
  TapEvent event = Make(TapEvent::Kind::kCalled, task);
  event.call = call.doc().name;
  event.text = call.FormatArgs();
  Add(std::move(event));
}

void Tap::Slept(const Task& task) {
  OpenCall* const open = Find(task);
  if (open == nullptr || open->call == nullptr) return;
  // (A call that is tried again sleeps again: all of that is one sleep.)
  const bool first = open->slept_at < 0;
  if (first) open->slept_at = kernel_.clock().Now();
  if (first) Add(Make(TapEvent::Kind::kSlept, task));
}

void Tap::Woken(const Task& task, const Task* /*waker*/) {
  OpenCall* const open = Find(task);
  if (open != nullptr) open->woken_at = kernel_.clock().Now();
}

void Tap::Close(const Task& task, OpenCall& open) {
  const SystemCallBase& call = *std::exchange(open.call, nullptr);
  TapEvent event = Make(TapEvent::Kind::kAnswered, task);
  event.call = call.doc().name;
  event.text = call.FormatAnswer();
  event.failed = call.has_failed();
  event.injected = open.injected;
  if (open.slept_at >= 0) {
    const Ticks now = kernel_.clock().Now();
    const Ticks woken = open.woken_at < 0 ? now : open.woken_at;
    event.asleep = absl::Nanoseconds(woken - open.slept_at);
    event.waited = absl::Nanoseconds(now - woken);
  }
  Add(std::move(event));
}

void Tap::Answered(const Task& task, const SystemCallBase& call) {
  OpenCall* const open = Find(task);
  if (open != nullptr && open->call == &call) Close(task, *open);
}

// Whoever slept has its answer when its turn begins.
void Tap::Resumed(const Task& task) {
  OpenCall* const open = Find(task);
  if (open != nullptr && open->call != nullptr) Close(task, *open);
}

void Tap::Struck(const Task& task) {
  OpenCall* const open = Find(task);
  if (open == nullptr || open->call == nullptr) return;
  TapEvent event = Make(TapEvent::Kind::kAbandoned, task);
  event.call = std::exchange(open->call, nullptr)->doc().name;
  Add(std::move(event));
}

void Tap::Signalled(const Task& task, Signal signal, const Task* sender) {
  if (Find(task) == nullptr) return;
  TapEvent event = Make(TapEvent::Kind::kSignalled, task);
  event.signal = signal;
  event.other = sender == nullptr ? Tid(0) : sender->tid();
  Add(std::move(event));
}

void Tap::Exited(const Task& task, ExitStatus status) {
  if (Find(task) == nullptr) return;
  TapEvent event = Make(TapEvent::Kind::kExited, task);
  event.status = status;
  event.asleep = absl::Milliseconds(task.cpu_milliseconds());
  open_calls_.erase(task.tid());
  Add(std::move(event));
}

std::optional<Fault> Tap::Strike(const Task& caller, const SystemCallBase& call) {
  OpenCall* const open = Find(caller);
  if (open == nullptr) return std::nullopt;
  open->seen.resize(options_.faults.size());
  std::optional<Fault> fault;
  for (std::size_t i = 0; i < options_.faults.size(); ++i) {
    const FaultRule& rule = options_.faults[i];
    if (rule.call != call.doc().name) continue;
    const std::uint64_t number = ++open->seen[i];
    const bool strikes =
        number == rule.first || (number > rule.first && number <= rule.last && rule.step > 0 &&
                                 (number - rule.first) % rule.step == 0);
    if (!strikes || fault.has_value()) continue;
    fault = Fault{.error = rule.error, .delay = TicksOf(rule.delay)};
    open->injected = true;
  }
  return fault;
}

absl::StatusOr<std::size_t> Tap::TryRead(absl::Span<char> /*buffer*/) {
  return absl::FailedPreconditionError("a tap gives events, not bytes");
}

absl::StatusOr<std::size_t> Tap::TryWrite(std::string_view /*bytes*/) {
  return absl::FailedPreconditionError("a tap can only be listened to");
}

IoEvents Tap::ReadyNow(IoEvents wanted) {
  return has_events() ? wanted : wanted & IoEvents::kWritable;
}

absl::StatusOr<int> Tap::DupToHost() {
  return absl::FailedPreconditionError("a tap is not for programs of the host");
}

}  // namespace corix
