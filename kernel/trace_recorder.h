// kernel/trace_recorder.h: writes down what all tasks do, for somebody to look at later.
//
// An observer that adds a record of 24 bytes for each thing it is told. It asks for the time once a
// trap, and when time may have passed without one: a turn begins when the trap before it was made,
// unless the kernel has waited. So the time that a handler takes is a part of the next turn.
//
// Times never go back, and no two traps have the same. Under the virtual clock, which stands still
// while anybody runs, a turn counts as a microsecond; when the clock jumps, so does the trace.
#ifndef CORIX_KERNEL_TRACE_RECORDER_H_
#define CORIX_KERNEL_TRACE_RECORDER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "kernel/observer.h"
#include "kernel/trace.h"

namespace corix {

class Kernel;

class TraceRecorder final : public Observer {
 public:
  // ring_bytes: when it has so much, the oldest records make room for new ones, a chunk of 64 KiB at
  // a time; at least two chunks stay. 0: there is no limit.
  explicit TraceRecorder(Kernel& kernel, std::size_t ring_bytes = 0);
  ~TraceRecorder() override;
  TraceRecorder(const TraceRecorder&) = delete;
  TraceRecorder& operator=(const TraceRecorder&) = delete;

  void Created(const Task& task) override;
  void Resumed(const Task& task) override;
  void Trapped(const Task& task, const SystemCallBase& call) override;
  void Answered(const Task& task, const SystemCallBase& call) override;
  void Slept(const Task& task) override;
  void Woken(const Task& task, const Task* waker) override;
  void Signalled(const Task& task, Signal signal, const Task* sender) override;
  void Exited(const Task& task, ExitStatus status) override;
  void Waited() override;

  std::size_t ring_bytes() const { return most_chunks_ * sizeof(TraceChunk); }

  // What there is so far. Linear in the number of tasks.
  TraceLog Look() const;

  // The same for whoever must not allocate: `piece` and `task` are called for each.
  void ForEach(absl::FunctionRef<void(const TracePiece&)> piece,
               absl::FunctionRef<void(const TracedTask&)> task) const;
  std::uint64_t lost() const { return lost_; }

 private:
  // More names than that are not told apart: the trace is to be bounded.
  static constexpr std::size_t kMostNames = 65'536;

  std::size_t SizeOf(std::size_t chunk) const {
    return chunk + 1 < chunks_.size()
               ? TraceChunk::kRecords
               : static_cast<std::size_t>(next_ - chunks_.back()->records.data());
  }
  // Asks for the time.
  void Stamp();
  TraceRecord& Add(TraceRecord::Kind kind, int task);
  void AddChunk();
  const std::string* Keep(std::string_view name);

  Kernel& kernel_;
  const Ticks began_;
  const Ticks step_;  // how far two stamps are apart, at least
  Ticks stamp_ = 0;
  TraceRecord* next_ = nullptr;
  TraceRecord* end_ = nullptr;
  int resumed_ = 0;     // whose turn began last
  int trapping_ = 0;    // whose trap had the last stamp
  bool batch_ = false;  // of wake-ups by host and timers: they have one stamp
  std::size_t host_waiters_ = 0;
  const std::size_t most_chunks_;
  std::uint64_t lost_ = 0;
  std::uint64_t full_ = 0;  // records in the chunks before the last
  std::deque<std::shared_ptr<TraceChunk>> chunks_;
  std::shared_ptr<TraceNames> names_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_TRACE_RECORDER_H_
