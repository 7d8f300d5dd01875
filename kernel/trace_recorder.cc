#include "kernel/trace_recorder.h"

#include <algorithm>

#include "kernel/kernel.h"
#include "kernel/trace_dump.h"

namespace corix {
namespace {

using Kind = TraceRecord::Kind;

constexpr Ticks kVirtualTurn = 1000;
constexpr std::size_t kLeastChunks = 2;

std::size_t ChunksIn(std::size_t bytes) {
  return bytes == 0 ? 0 : std::max(kLeastChunks, bytes / sizeof(TraceChunk));
}

}  // namespace

TraceRecorder::TraceRecorder(Kernel& kernel, std::size_t ring_bytes)
    : kernel_(kernel),
      began_(kernel.clock().Now()),
      step_(kernel.clock().is_virtual() ? kVirtualTurn : 1),
      host_waiters_(kernel.poller().waiters()),
      most_chunks_(ChunksIn(ring_bytes)),
      names_(std::make_shared<TraceNames>()) {
  AddChunk();
  ForEach([](const TracePiece& /*piece*/) {},
          [this](const TracedTask& task) {
            TraceRecord& record = Add(Kind::kPresent, task.tid);
            record.other = task.ready ? 1 : 0;
            record.call = task.call;
          });
}

TraceRecorder::~TraceRecorder() { ForgetTraceDump(*this); }

void TraceRecorder::Stamp() { stamp_ = std::max(kernel_.clock().Now() - began_, stamp_ + step_); }

inline TraceRecord& TraceRecorder::Add(Kind kind, int task) {
  if (next_ == end_) [[unlikely]]
    AddChunk();
  TraceRecord& record = *next_++;
  record.time = static_cast<std::uint64_t>(stamp_);
  record.kind = kind;
  record.flags = 0;
  record.task = task;
  return record;
}

void TraceRecorder::AddChunk() {
  std::shared_ptr<TraceChunk> chunk;
  if (!chunks_.empty()) full_ += TraceChunk::kRecords;
  if (most_chunks_ != 0 && chunks_.size() == most_chunks_) {
    chunk = std::move(chunks_.front());
    chunks_.pop_front();
    lost_ += TraceChunk::kRecords;
    // Somebody still looks at it.
    if (chunk.use_count() > 1) chunk = nullptr;
  }
  if (chunk == nullptr) chunk = std::shared_ptr<TraceChunk>(new TraceChunk);
  chunks_.push_back(std::move(chunk));
  next_ = chunks_.back()->records.data();
  end_ = next_ + TraceChunk::kRecords;
}

const std::string* TraceRecorder::Keep(std::string_view name) {
  const auto found = names_->find(name);
  if (found != names_->end()) return &*found;
  if (names_->size() >= kMostNames) return &*names_->begin();
  return &*names_->emplace(name).first;
}

// ---- What it is told ----

void TraceRecorder::Created(const Task& task) {
  const Task* const parent = task.parent();
  Add(Kind::kCreated, task.tid()).other = parent == nullptr ? 0 : static_cast<int>(parent->tid());
}

void TraceRecorder::Resumed(const Task& task) {
  batch_ = false;
  trapping_ = 0;
  resumed_ = task.tid();
  Add(Kind::kResumed, task.tid());
}

void TraceRecorder::Trapped(const Task& task, const SystemCallBase& call) {
  Stamp();
  trapping_ = task.tid();
  host_waiters_ = kernel_.poller().waiters();
  Add(Kind::kTrapped, task.tid()).call = &call.doc();
}

void TraceRecorder::Answered(const Task& task, const SystemCallBase& /*call*/) {
  if (next_ != chunks_.back()->records.data()) [[likely]] {
    TraceRecord& last = next_[-1];
    if (last.kind == Kind::kTrapped && last.task == task.tid()) [[likely]] {
      last.flags = TraceRecord::kHasAnswer;
      return;
    }
  }
  Add(Kind::kAnswered, task.tid());
}

void TraceRecorder::Slept(const Task& task) {
  // (It had slept before, and goes to sleep again.)
  if (trapping_ != task.tid()) Stamp();
  TraceRecord& record = Add(Kind::kSlept, task.tid());
  const SystemCallBase* const call = task.call();
  record.call = call == nullptr ? nullptr : &call->doc();
  const std::size_t waiters = kernel_.poller().waiters();
  if (waiters > host_waiters_) record.flags |= TraceRecord::kWaitsForHost;
  if (task.state() == TaskState::kStopped) record.flags |= TraceRecord::kIsStopped;
  host_waiters_ = waiters;
}

void TraceRecorder::Woken(const Task& task, const Task* waker) {
  if (waker == nullptr && !batch_) {
    Stamp();
    batch_ = true;
  }
  TraceRecord& record = Add(Kind::kWoken, task.tid());
  record.other = waker == nullptr ? 0 : static_cast<int>(waker->tid());
  if (waker != nullptr && kernel_.IsRunning(*waker)) record.flags = TraceRecord::kInItsTurn;
  host_waiters_ = kernel_.poller().waiters();
}

void TraceRecorder::Signalled(const Task& task, Signal signal, const Task* sender) {
  TraceRecord& record = Add(Kind::kSignalled, task.tid());
  record.flags = static_cast<std::uint8_t>(signal);
  record.other = sender == nullptr ? 0 : static_cast<int>(sender->tid());
}

void TraceRecorder::Exited(const Task& task, ExitStatus status) {
  Stamp();
  host_waiters_ = kernel_.poller().waiters();
  TraceRecord& record = Add(Kind::kExited, task.tid());
  record.code = status.code;
  record.name = Keep(task.NameView());
  // Else somebody who is running ended it.
  const Task* const last = kernel_.FindTask(resumed_);
  if (last == nullptr || !kernel_.IsRunning(*last)) record.flags = TraceRecord::kInItsTurn;
}

void TraceRecorder::Waited() {
  Stamp();
  batch_ = false;
  Add(Kind::kWaited, 0);
}

// ---- What there is ----

void TraceRecorder::ForEach(absl::FunctionRef<void(const TracePiece&)> piece,
                            absl::FunctionRef<void(const TracedTask&)> task) const {
  for (std::size_t i = 0; i < chunks_.size(); ++i)
    piece(TracePiece{chunks_[i]->records.data(), chunks_[i]->records.data() + SizeOf(i)});
  for (const Task* each = kernel_.TaskAfter(0); each != nullptr;
       each = kernel_.TaskAfter(each->tid())) {
    if (each->ended()) continue;
    task(TracedTask{.tid = each->tid(),
                    .name = each->NameView(),
                    .ready = each->state() == TaskState::kReady,
                    .call = each->call() == nullptr ? nullptr : &each->call()->doc()});
  }
}

TraceLog TraceRecorder::Look() const {
  TraceLog trace;
  trace.lost = lost_;
  trace.ring_bytes = ring_bytes();
  trace.length = std::max(kernel_.clock().Now() - began_, stamp_);
  trace.names_ = names_;
  trace.recorded = full_ + SizeOf(chunks_.size() - 1);
  for (std::size_t i = 0; i < chunks_.size(); ++i) trace.parts_.push_back({chunks_[i], SizeOf(i)});
  ForEach([](const TracePiece& /*piece*/) {},
          [&](const TracedTask& task) {
            trace.living_.push_back({.task = task, .name = std::string(task.name)});
          });
  return trace;
}

std::vector<TracePiece> TraceLog::Pieces() const {
  std::vector<TracePiece> pieces;
  pieces.reserve(parts_.size());
  for (const Part& part : parts_)
    pieces.push_back({part.chunk->records.data(), part.chunk->records.data() + part.size});
  return pieces;
}

std::vector<TracedTask> TraceLog::Living() const {
  std::vector<TracedTask> living;
  living.reserve(living_.size());
  for (const Named& named : living_) {
    living.push_back(named.task);
    living.back().name = named.name;
  }
  return living;
}

}  // namespace corix
