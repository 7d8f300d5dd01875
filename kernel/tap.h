// kernel/tap.h: a line on which a program hears what some tasks do: their calls and answers, signals
// and ends. strace is one that listens.
//
// Events are kept until they are taken; of those that nobody takes, the oldest are lost, and that is
// told. The tap may also make calls of these tasks fail, or be late.
#ifndef CORIX_KERNEL_TAP_H_
#define CORIX_KERNEL_TAP_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kernel/api/tap_event.h"
#include "kernel/fault_injector.h"
#include "kernel/observer.h"
#include "kernel/open_file.h"
#include "kernel/timer_queue.h"

namespace corix {

class Kernel;

class Tap final : public OpenFile, public Observer, public FaultInjector {
 public:
  static constexpr std::size_t kMostEvents = std::size_t{1} << 16U;

  // Listens until it is destroyed. The options' tasks must be there. One that injects faults must be
  // the only one.
  Tap(Kernel& kernel, Tid listener, TapOptions options);
  ~Tap() override;

  // All that has been heard and not taken.
  std::vector<TapEvent> TakeEvents();
  bool has_events() const { return !events_.empty(); }
  // How many tasks it listens to.
  std::size_t tasks() const { return open_calls_.size(); }

  void Created(const Task& task) override;
  void Resumed(const Task& task) override;
  void Trapped(const Task& task, const SystemCallBase& call) override;
  void Answered(const Task& task, const SystemCallBase& call) override;
  void Slept(const Task& task) override;
  void Woken(const Task& task, const Task* waker) override;
  void Struck(const Task& task) override;
  void Signalled(const Task& task, Signal signal, const Task* sender) override;
  void Exited(const Task& task, ExitStatus status) override;

  std::optional<Fault> Strike(const Task& caller, const SystemCallBase& call) override;

  absl::StatusOr<std::size_t> TryRead(absl::Span<char> buffer) override;
  absl::StatusOr<std::size_t> TryWrite(std::string_view bytes) override;
  IoEvents ReadyNow(IoEvents wanted) override;
  absl::StatusOr<bool> Watch() override { return true; }
  Waker waker() const override { return Waker::kTask; }
  absl::StatusOr<int> DupToHost() override;
  std::string Describe() const override { return "tap"; }
  Tap* AsTap() override { return this; }

 private:
  // What a task is doing that is listened to.
  struct OpenCall {
    const SystemCallBase* call = nullptr;  // nullptr: it runs
    bool injected = false;
    Ticks slept_at = -1;  // -1: it has not slept
    Ticks woken_at = -1;
    std::vector<std::uint64_t> seen;  // how many calls each fault rule has looked at
  };

  OpenCall* Find(const Task& task);
  void Attach(const Task& task);
  void Close(const Task& task, OpenCall& open);
  TapEvent Make(TapEvent::Kind kind, const Task& task) const;
  void Add(TapEvent event);

  Kernel& kernel_;
  const Tid listener_;
  const TapOptions options_;
  std::map<int, OpenCall> open_calls_;  // by tid
  std::deque<TapEvent> events_;
  std::uint64_t lost_ = 0;
};

}  // namespace corix

#endif  // CORIX_KERNEL_TAP_H_
