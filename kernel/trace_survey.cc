// What a trace's text needs to know before its first event: which tasks there are, how the trace
// begins, and which wake-ups led to a turn.

#include <algorithm>
#include <limits>

#include "kernel/trace_json.h"

namespace corix {

void TraceJson::FindBegin() {
  // What stands before the first turn, in a trace that has lost its beginning, is a part of one
  // whose beginning nobody knows.
  const auto begins = [](const TraceRecord& record) {
    return record.kind == TraceRecord::Kind::kResumed || record.kind == TraceRecord::Kind::kWaited;
  };
  for (bool found = lost_ == 0; piece_ < pieces_.size(); ++piece_) {
    TracePiece& piece = pieces_[piece_];
    while (!found && piece.begin != piece.end) {
      found = begins(*piece.begin);
      if (!found) {
        ++piece.begin;
        ++lost_;
      }
    }
    if (piece.begin != piece.end) break;
  }
  if (piece_ < pieces_.size()) begin_ = pieces_[piece_].begin->time;
  time_ = told_ = begin_;
}

void TraceJson::Survey() {
  FindBegin();
  int first = std::numeric_limits<int>::max();
  int last = 0;
  std::uint64_t wakes = 0;
  const auto have = [&](int task) {
    first = std::min(first, task);
    last = std::max(last, task);
  };
  for (const TracePiece& piece : pieces_) {
    for (const TraceRecord* record = piece.begin; record != piece.end; ++record) {
      ++records_;
      if (record->kind != TraceRecord::Kind::kWaited) have(record->task);
      if (record->kind == TraceRecord::Kind::kWoken && record->other != 0) have(record->other);
      if (record->kind == TraceRecord::Kind::kWoken) ++wakes;
    }
  }
  for (const TracedTask& task : living_) have(task.tid);
  first_task_ = std::min(first, last);
  states_.Allocate(static_cast<std::size_t>(last - first_task_) + 1);
  leads_to_turn_.Allocate(wakes + 1);

  for (const TracePiece& piece : pieces_) {
    for (const TraceRecord* record = piece.begin; record != piece.end; ++record)
      SurveyRecord(*record);
  }
  wakes_ = 0;
  // How many could run at first: as many as in the end, less those who came.
  std::int64_t in_the_end = 0;
  for (const TracedTask& task : living_) {
    State& state = StateOf(task.tid);
    state.lives = true;
    state.name = task.name.data();
    state.name_size = task.name.size();
    if (!state.seen) state.slept_at_first = !task.ready;
    if (!state.seen) state.ready_at_first = task.ready;
    if (!state.seen) state.call = task.call;
    in_the_end += task.ready ? 1 : 0;
  }
  ready_ = std::max<std::int64_t>(0, in_the_end - ready_);
}

void TraceJson::WasReadyAtFirst(State& state) {
  state.seen = true;
  state.ready_at_first = true;
  --ready_;
}

void TraceJson::SurveyRecord(const TraceRecord& record) {
  using RecordKind = TraceRecord::Kind;
  if (record.kind == RecordKind::kWaited) return;
  State& state = StateOf(record.task);
  const bool was_ready = state.ready;
  switch (record.kind) {
    case RecordKind::kPresent:
      state.seen = true;
      state.ready = record.other != 0;
      state.slept_at_first = !state.ready;
      state.call = record.call;
      if (state.ready) WasReadyAtFirst(state);
      break;
    case RecordKind::kCreated:
      state.seen = true;
      state.ready = true;
      break;
    case RecordKind::kResumed:
      if (state.last_wake != 0) leads_to_turn_[state.last_wake] = true;
      state.last_wake = 0;
      if (!state.seen) WasReadyAtFirst(state);
      state.ready = true;
      break;
    case RecordKind::kSlept:
      if (!state.seen) WasReadyAtFirst(state);
      state.last_wake = 0;
      state.ready = false;
      break;
    case RecordKind::kWoken:
      if (!state.seen) state.slept_at_first = true;
      state.last_wake = ++wakes_;
      state.seen = true;
      state.ready = true;
      break;
    case RecordKind::kExited:
      // (Of a task of which nothing else is known, it is the best guess that it slept.)
      if (!state.seen) state.slept_at_first = true;
      state.last_wake = 0;
      state.seen = true;
      state.ready = false;
      state.name = record.name->data();
      state.name_size = record.name->size();
      break;
    default:
      return;
  }
  // The difference between the beginning and here.
  ready_ += static_cast<std::int64_t>(state.ready) - static_cast<std::int64_t>(was_ready);
}

}  // namespace corix
