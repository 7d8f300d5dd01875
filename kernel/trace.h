// kernel/trace.h: what a kernel has done, as it was recorded.
//
// A trace is a list of records of one size, in the order of time. They stand in chunks; a trace
// shares its chunks with the recorder that writes them, so to look at a trace that goes on costs no
// copy. A record is written before it is counted, and never changed afterwards, but for one flag.
#ifndef CORIX_KERNEL_TRACE_H_
#define CORIX_KERNEL_TRACE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/system_call.h"
#include "kernel/timer_queue.h"

namespace corix {

struct TraceRecord {
  enum class Kind : std::uint8_t {
    kPresent,    // it was there when the trace began. other: whether it could run; if not, call
    kCreated,    // other: the task that spawned it; 0: nobody
    kResumed,    // its turn begins
    kTrapped,    // call
    kAnswered,   // the trap had its answer; most often a flag of kTrapped says so
    kSlept,      // call; nullptr: until its output is delivered, or, with kIsStopped, until CONT
    kWoken,      // other: the waker; 0: a timer, or the host
    kSignalled,  // flags: the signal; other: the sender; 0: nobody of ours
    kExited,     // code: its exit code; name
    kWaited,     // (no task) nobody could run, and now somebody can
  };
  static constexpr std::uint8_t kHasAnswer = 1;     // of kTrapped
  static constexpr std::uint8_t kWaitsForHost = 2;  // of kSlept
  static constexpr std::uint8_t kIsStopped = 4;     // of kSlept
  static constexpr std::uint8_t kInItsTurn =
      8;  // of kWoken: the waker is running; of kExited: by itself

  std::uint64_t time : 52;  // in nanoseconds since the trace began: up to seven weeks
  Kind kind : 4;
  std::uint64_t flags : 8;
  std::int32_t task;
  union {
    std::int32_t other;
    std::int32_t code;
  };
  union {
    const SyscallDoc* call;
    const std::string* name;
  };
};
static_assert(sizeof(TraceRecord) == 24);

struct TraceChunk {
  static constexpr std::size_t kRecords = 2730;  // 64 KiB
  std::array<TraceRecord, kRecords> records;
};

// A part of a trace.
struct TracePiece {
  const TraceRecord* begin;
  const TraceRecord* end;
};

// A task that lives while the trace is looked at.
struct TracedTask {
  Tid tid;
  std::string_view name;
  bool ready;
  const SyscallDoc* call;  // in which it sleeps; nullptr: it does not
};

// The names of tasks that have ended.
using TraceNames = std::set<std::string, std::less<>>;

class TraceLog {
 public:
  // A bound for whoever wants all: some ten million records. Tasks that do nothing but trap fill it in
  // half a second.
  static constexpr std::size_t kPlenty = std::size_t{256} << 20U;

  std::vector<TracePiece> Pieces() const;
  std::vector<TracedTask> Living() const;

  std::uint64_t records() const { return recorded - lost; }

  std::uint64_t recorded = 0;
  std::uint64_t lost = 0;      // the oldest, which had to make room
  std::size_t ring_bytes = 0;  // 0: there is no limit
  Ticks length = 0;            // for how long it has been recorded

 private:
  friend class TraceRecorder;

  struct Part {
    std::shared_ptr<const TraceChunk> chunk;
    std::size_t size;
  };
  struct Named {
    TracedTask task;
    std::string name;
  };
  std::vector<Part> parts_;
  std::vector<Named> living_;
  std::shared_ptr<const TraceNames> names_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_TRACE_H_
