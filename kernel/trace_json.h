// kernel/trace_json.h: a trace as text that ui.perfetto.dev opens.
//
// What is to be seen there:
//   - a track for each task, with a slice for each of its turns, named by the trap that ended it;
//     calls from destructors, signals, its creation and its end as instants
//   - a track for the kernel, with a slice for each time in which it waited for timers and the host
//   - each sleep as an asynchronous event of the task, named by the call
//   - for each wake-up that led to a turn an arrow, from the turn in which it was done (or from the
//     kernel's track) to the turn to which it led
//   - the length of the ready queue, the running task included, as a counter
//
// Laws: slices of a track do not overlap; on each track times do not go back, in the order of the
// text; an arrow has both ends, inside slices; a sleep has both ends. They hold too if the trace's
// beginning was lost, or if it ends in the middle of things.
//
// All memory is the host's own, so that a signal handler may make one.
#ifndef CORIX_KERNEL_TRACE_JSON_H_
#define CORIX_KERNEL_TRACE_JSON_H_

#include <cstdint>
#include <string_view>

#include "kernel/trace.h"
#include "kernel/trace_text.h"

namespace corix {

class TraceJson {
 public:
  TraceJson() = default;
  // The trace must live as long.
  explicit TraceJson(const TraceLog& trace);
  TraceJson(const TraceJson&) = delete;
  TraceJson& operator=(const TraceJson&) = delete;

  // What it is made of, before the first Next.
  void Add(const TracePiece& piece) { pieces_.push_back(piece); }
  void Add(const TracedTask& task) { living_.push_back(task); }
  void SetLost(std::uint64_t lost) { lost_ = lost; }

  // The next part of the text, until the one after it is asked for; empty: there is no more.
  std::string_view Next();

 private:
  // What is known of a task. All zeros: nothing.
  struct State {
    const char* name;
    std::size_t name_size;
    const SyscallDoc* call;   // in which it has slept all the time
    const char* wait;         // what its sleep is called
    std::uint64_t last_wake;  // the survey: its last wake-up, if it has had no turn since
    std::uint64_t arrow;      // that leads to its next turn; 0: none
    bool seen;
    bool slept_at_first;
    bool ready_at_first;
    bool ready;
    bool waits;  // and that was told
    bool waits_for_host;
    bool lives;  // in the end
  };

  // An event inside a slice, which is told after it.
  struct Inside {
    enum class Kind : std::uint8_t { kCall, kArrow, kSignal, kWait, kWaitEnd, kEnd };
    Kind kind;
    std::uint8_t flags;
    std::int32_t task;
    std::int32_t other;
    std::uint64_t time;
    std::uint64_t arrow;
    const SyscallDoc* call;
  };

  // The slice that goes on; of the kernel, while there is no turn and `inside_` is not empty.
  struct Slice {
    int task;        // 0: there is none
    bool by_itself;  // it is not told that the task resumed: its call passes the gate once more
    bool slept;
    bool exited;
    bool answered;         // its last trap
    std::size_t trap;      // of `inside_`, counted from 1: the one that may end it; 0: none yet
    std::size_t end_trap;  // the one that surely does
    std::uint64_t begin;
    std::uint64_t end;
    std::uint64_t arrow;  // that leads to it
  };

  enum class Stage : std::uint8_t {
    kHead,
    kNames,
    kFirstWaits,
    kRecords,
    kLastWaits,
    kFoot,
    kDone
  };

  // Looks at everything once.
  void Survey();
  void SurveyRecord(const TraceRecord& record);
  void WasReadyAtFirst(State& state);
  void FindBegin();

  void TellHead();
  void TellFoot();
  // Of the next task, if it has it.
  void TellNameOf(std::size_t index);
  void TellFirstWait(std::size_t index);
  void TellLastWait(std::size_t index);

  void TellRecord(const TraceRecord& record);
  void OnTrapped(const TraceRecord& record);
  void OnSlept(const TraceRecord& record, State& state);
  void OnWoken(const TraceRecord& record, State& state);
  void OnExited(const TraceRecord& record, State& state);

  void OpenTurn(int task, std::uint64_t begin, bool by_itself);
  void CloseTurn();
  void CloseLook(std::string_view name, std::uint64_t end);
  Inside* EndTrap();
  void TellInside(std::uint64_t end);
  void Tell(const Inside& inside, std::uint64_t time);
  void TellWait(char phase, int task, const State& state, std::uint64_t time);
  void TellReady(std::uint64_t time);

  State& StateOf(int task) { return states_[static_cast<std::size_t>(task - first_task_)]; }

  PageVector<TracePiece> pieces_;
  PageVector<TracedTask> living_;
  std::uint64_t lost_ = 0;

  PageArray<State> states_;
  int first_task_ = 0;
  PageArray<bool> leads_to_turn_;  // for each wake-up, in their order
  std::uint64_t wakes_ = 0;
  std::uint64_t arrows_ = 0;
  std::int64_t ready_ = 0;
  std::int64_t told_ready_ = -1;
  std::uint64_t records_ = 0;

  Stage stage_ = Stage::kHead;
  std::size_t at_ = 0;  // of what this stage walks through
  std::size_t piece_ = 0;
  std::uint64_t begin_ = 0;
  std::uint64_t time_ = 0;  // of the last record
  std::uint64_t told_ = 0;  // the end of the last slice
  Slice slice_ = {};
  PageVector<Inside> inside_;
  TraceText text_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_TRACE_JSON_H_
