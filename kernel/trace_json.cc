#include "kernel/trace_json.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/string_view.h"
#include "kernel/api/signal.h"

namespace corix {
namespace {

// So much text is handed out at a time, and what one more record adds to it.
constexpr std::size_t kTextPart = std::size_t{64} << 10U;

constexpr const char* kOutputWait = "output";
constexpr const char* kStoppedWait = "stopped";
constexpr const char* kUnknownWait = "asleep";

}  // namespace

TraceJson::TraceJson(const TraceLog& trace) : lost_(trace.lost) {
  for (const TracePiece& piece : trace.Pieces()) Add(piece);
  for (const TracedTask& task : trace.Living()) Add(task);
}

std::string_view TraceJson::Next() {
  text_.Clear();
  while (stage_ != Stage::kDone && text_.view().size() < kTextPart) {
    const std::size_t index = at_++;
    const bool in_states = index < states_.size();
    switch (stage_) {
      case Stage::kHead:
        Survey();
        TellHead();
        break;
      case Stage::kNames:
        if (in_states) TellNameOf(index);
        break;
      case Stage::kFirstWaits:
        if (in_states) TellFirstWait(index);
        if (!in_states) TellReady(begin_);
        break;
      case Stage::kRecords:
        while (piece_ < pieces_.size() && pieces_[piece_].begin == pieces_[piece_].end) ++piece_;
        if (piece_ < pieces_.size()) {
          TellRecord(*pieces_[piece_].begin++);
          continue;
        }
        CloseTurn();
        CloseLook("look", time_);
        break;
      case Stage::kLastWaits:
        if (in_states) TellLastWait(index);
        break;
      case Stage::kFoot:
        TellFoot();
        break;
      case Stage::kDone:
        break;
    }
    const bool walks =
        stage_ == Stage::kNames || stage_ == Stage::kFirstWaits || stage_ == Stage::kLastWaits;
    if (walks && in_states) continue;
    stage_ = static_cast<Stage>(static_cast<int>(stage_) + 1);
    at_ = 0;
  }
  return text_.view();
}

// ---- What stands around the events ----

void TraceJson::TellHead() {
  text_.Put(
      "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
      "{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"ts\":0.000,\"name\":\"process_name\","
      "\"args\":{\"name\":\"Corix\"}}");
  text_.Begin('M', TraceText::kKernelTrack, 0, "thread_name");
  text_.Put(",\"args\":{\"name\":\"kernel\"}}");
  text_.Begin('M', TraceText::kKernelTrack, 0, "thread_sort_index");
  text_.Put(",\"args\":{\"sort_index\":0}}");
}

void TraceJson::TellFoot() {
  TellReady(std::max(told_, time_));
  text_.Put("\n],\"otherData\":{\"recorded\":\"");
  text_.PutNumber(records_ + lost_);
  text_.Put("\",\"lost\":\"");
  text_.PutNumber(lost_);
  text_.Put("\"}}\n");
}

void TraceJson::TellNameOf(std::size_t index) {
  State& state = states_[index];
  state.ready = state.ready_at_first;
  if (!state.seen && !state.lives) return;
  const int task = first_task_ + static_cast<int>(index);
  text_.Begin('M', task, 0, "thread_name");
  text_.Put(",\"args\":{\"name\":");
  text_.PutString({state.name, state.name_size});
  text_.Put("}}");
}

void TraceJson::TellFirstWait(std::size_t index) {
  State& state = states_[index];
  if (!state.slept_at_first) return;
  state.waits = true;
  state.wait = state.call != nullptr ? state.call->name : kUnknownWait;
  TellWait('b', first_task_ + static_cast<int>(index), state, begin_);
}

void TraceJson::TellLastWait(std::size_t index) {
  State& state = states_[index];
  if (state.waits) TellWait('e', first_task_ + static_cast<int>(index), state, time_);
}

// ---- Records ----

void TraceJson::TellRecord(const TraceRecord& record) {
  using Kind = TraceRecord::Kind;
  const int task = record.task;
  if (record.kind == Kind::kWaited) {
    time_ = record.time;
    CloseTurn();
    return CloseLook("idle", time_);
  }
  State& state = StateOf(task);
  switch (record.kind) {
    case Kind::kCreated:
      state.ready = true;
      ++ready_;
      text_.Begin('i', task, record.time, "created");
      text_.Put(",\"s\":\"t\",\"args\":{\"by\":");
      text_.PutNumber(static_cast<std::uint64_t>(record.other));
      text_.Put("}}");
      break;
    case Kind::kResumed:
      if (slice_.task != task || !slice_.by_itself) OpenTurn(task, record.time, false);
      slice_.by_itself = false;
      if (slice_.arrow == 0) slice_.arrow = state.arrow;
      state.arrow = 0;
      break;
    case Kind::kTrapped:
      OnTrapped(record);
      break;
    case Kind::kAnswered:
      if (slice_.task == task) slice_.answered = true;
      break;
    case Kind::kSlept:
      OnSlept(record, state);
      break;
    case Kind::kWoken:
      OnWoken(record, state);
      break;
    case Kind::kSignalled: {
      if (slice_.task == task && slice_.slept) CloseTurn();
      Inside signal = {};
      signal.kind = Inside::Kind::kSignal;
      signal.flags = static_cast<std::uint8_t>(record.flags);
      signal.task = task;
      signal.other = record.other;
      signal.time = record.time;
      if (slice_.task == task) {
        inside_.push_back(signal);
      } else {
        Tell(signal, record.time);
      }
      break;
    }
    case Kind::kExited:
      OnExited(record, state);
      break;
    case Kind::kPresent:
    case Kind::kWaited:
      break;
  }
  time_ = record.time;
}

void TraceJson::OnTrapped(const TraceRecord& record) {
  if (slice_.task == 0 || slice_.slept) OpenTurn(record.task, time_, true);
  slice_.end = record.time;
  Inside call = {};
  call.kind = Inside::Kind::kCall;
  call.task = record.task;
  call.time = record.time;
  call.call = record.call;
  inside_.push_back(call);
  // (A destructor of somebody who is killed in this turn.)
  if (record.task != slice_.task) return;
  if (slice_.trap != 0 && !slice_.answered && slice_.end_trap == 0) slice_.end_trap = slice_.trap;
  slice_.trap = inside_.size();
  slice_.answered = (record.flags & TraceRecord::kHasAnswer) != 0;
}

void TraceJson::OnSlept(const TraceRecord& record, State& state) {
  if (slice_.task != record.task || slice_.slept) CloseTurn();
  if (state.ready) --ready_;
  state.ready = false;
  state.wait = record.call != nullptr                          ? record.call->name
               : (record.flags & TraceRecord::kIsStopped) != 0 ? kStoppedWait
                                                               : kOutputWait;
  state.waits = true;
  state.waits_for_host = (record.flags & TraceRecord::kWaitsForHost) != 0;
  Inside wait = {};
  wait.kind = Inside::Kind::kWait;
  wait.task = record.task;
  wait.time = record.time;
  if (slice_.task == record.task) {
    slice_.end = record.time;
    slice_.slept = true;
    inside_.push_back(wait);
  } else {
    Tell(wait, record.time);
  }
}

void TraceJson::OnWoken(const TraceRecord& record, State& state) {
  const bool leads_to_turn = leads_to_turn_[++wakes_];
  const bool by_kernel = record.other == 0;
  const bool in_its_turn = (record.flags & TraceRecord::kInItsTurn) != 0;
  const bool opens_turn = !by_kernel && in_its_turn && slice_.task != record.other;
  if (opens_turn) {
    OpenTurn(record.other, record.time, true);
  } else if (by_kernel || slice_.task == record.task) {
    CloseTurn();
  }
  if (state.waits) TellWait('e', record.task, state, record.time);
  state.waits = false;
  if (!state.ready) ++ready_;
  state.ready = true;
  state.arrow = 0;
  // (Somebody was killed between two runs of the kernel, and a destructor of his wakes.)
  const bool in_no_slice = !by_kernel && slice_.task == 0;
  if (!by_kernel) slice_.end = std::max(slice_.end, record.time);
  if (!leads_to_turn || in_no_slice) return;
  state.arrow = ++arrows_;
  Inside arrow = {};
  arrow.kind = Inside::Kind::kArrow;
  arrow.task = record.task;
  arrow.time = record.time;
  arrow.arrow = state.arrow;
  inside_.push_back(arrow);
}

void TraceJson::OnExited(const TraceRecord& record, State& state) {
  const bool by_itself = (record.flags & TraceRecord::kInItsTurn) != 0;
  if (slice_.task == record.task && slice_.slept) CloseTurn();
  if (by_itself && slice_.task != record.task) OpenTurn(record.task, time_, true);
  Inside end = {};
  end.task = record.task;
  end.other = record.code;
  end.time = record.time;
  if (state.waits && slice_.task == record.task) {
    // (Killed in its sleep, between turns: then the slice is of its own destructors.)
    end.kind = Inside::Kind::kWaitEnd;
    inside_.push_back(end);
  } else if (state.waits) {
    TellWait('e', record.task, state, record.time);
  }
  state.waits = false;
  if (state.ready) --ready_;
  state.ready = false;
  end.kind = Inside::Kind::kEnd;
  slice_.end = std::max(slice_.end, record.time);
  if (slice_.task == record.task) {
    slice_.exited = true;
    inside_.push_back(end);
  } else {
    Tell(end, record.time);
  }
}

// ---- Slices ----

void TraceJson::OpenTurn(int task, std::uint64_t begin, bool by_itself) {
  CloseTurn();
  CloseLook("look", begin);
  TellReady(std::max(begin, told_));
  slice_ = {};
  slice_.task = task;
  slice_.by_itself = by_itself;
  slice_.begin = slice_.end = std::max(begin, told_);
}

// The trap that ended the turn, which is not told apart; nullptr: none did.
TraceJson::Inside* TraceJson::EndTrap() {
  if (slice_.end_trap != 0) return &inside_[slice_.end_trap - 1];
  // A call that was answered, and after which the process came to its end, was made by CallNow.
  const bool ends = slice_.trap != 0 && (!slice_.exited || !slice_.answered);
  return ends ? &inside_[slice_.trap - 1] : nullptr;
}

void TraceJson::CloseTurn() {
  if (slice_.task == 0) return;
  Inside* const trap = EndTrap();
  const std::string_view name = trap != nullptr    ? trap->call->name
                                : slice_.exited    ? slice_.by_itself ? "end" : "return"
                                : slice_.by_itself ? "again"
                                                   : "turn";
  const std::uint64_t end = std::max(slice_.end, slice_.begin + 1);
  text_.Begin('X', slice_.task, slice_.begin, name);
  text_.Put(",\"dur\":");
  text_.PutTime(end - slice_.begin);
  text_.Put(",\"cat\":\"turn\",\"args\":{");
  if (trap != nullptr) {
    text_.Put("\"call\":\"");
    text_.Put(name);
    text_.Put("\"");
  }
  text_.Put("}}");
  if (slice_.arrow != 0) {
    text_.Begin('f', slice_.task, slice_.begin, "wake");
    text_.Put(",\"cat\":\"wake\",\"bp\":\"e\",\"id\":");
    text_.PutNumber(slice_.arrow);
    text_.End();
  }
  if (trap != nullptr) trap->call = nullptr;
  TellInside(end);
  slice_ = {};
  TellReady(end);
}

// Wake-ups by timers and the host; or time that has passed.
void TraceJson::CloseLook(std::string_view name, std::uint64_t end) {
  if (inside_.empty() && name == "look") return;
  end = std::max({end, told_ + 1, inside_.empty() ? 0 : inside_.back().time});
  text_.Begin('X', TraceText::kKernelTrack, told_, name);
  text_.Put(",\"dur\":");
  text_.PutTime(end - told_);
  text_.Put(",\"cat\":\"kernel\"}");
  const std::uint64_t begin = told_;
  slice_.begin = begin;
  TellInside(end);
  slice_.begin = 0;
  TellReady(end);
}

// In the slice that ends here.
void TraceJson::TellInside(std::uint64_t end) {
  for (const Inside& inside : inside_) {
    if (inside.kind == Inside::Kind::kCall && inside.call == nullptr) continue;
    const bool at_end = inside.kind == Inside::Kind::kWait;
    Tell(inside, at_end ? end : std::max(std::min(inside.time, end - 1), slice_.begin));
  }
  inside_.clear();
  told_ = end;
}

void TraceJson::Tell(const Inside& inside, std::uint64_t time) {
  const int track = slice_.task != 0 ? slice_.task : TraceText::kKernelTrack;
  switch (inside.kind) {
    case Inside::Kind::kCall:
      text_.Begin('i', track, time, inside.call->name);
      text_.Put(",\"s\":\"t\",\"cat\":\"call\"");
      if (inside.task != track) {
        text_.Put(",\"args\":{\"for\":");
        text_.PutNumber(static_cast<std::uint64_t>(inside.task));
        text_.Put("}");
      }
      text_.End();
      break;
    case Inside::Kind::kArrow:
      text_.Begin('s', track, time, "wake");
      text_.Put(",\"cat\":\"wake\",\"id\":");
      text_.PutNumber(inside.arrow);
      text_.End();
      break;
    case Inside::Kind::kSignal: {
      const std::string_view name = NameOf(static_cast<Signal>(inside.flags));
      text_.Begin('i', inside.task, time, name);
      text_.Put(",\"s\":\"t\",\"cat\":\"signal\",\"args\":{\"by\":");
      text_.PutNumber(static_cast<std::uint64_t>(inside.other));
      text_.Put("}}");
      break;
    }
    case Inside::Kind::kWait:
      TellWait('b', inside.task, StateOf(inside.task), time);
      break;
    case Inside::Kind::kWaitEnd:
      TellWait('e', inside.task, StateOf(inside.task), time);
      break;
    case Inside::Kind::kEnd:
      text_.Begin('i', inside.task, time, "ended");
      text_.Put(",\"s\":\"t\",\"args\":{\"status\":");
      text_.PutNumber(static_cast<std::uint64_t>(std::abs(inside.other)));
      text_.Put("}}");
      break;
  }
}

void TraceJson::TellWait(char phase, int task, const State& state, std::uint64_t time) {
  text_.Begin(phase, task, time, state.wait);
  text_.Put(",\"cat\":\"wait\",\"id\":");
  text_.PutNumber(static_cast<std::uint64_t>(task));
  if (phase == 'b' && state.waits_for_host) text_.Put(",\"args\":{\"for\":\"host\"}");
  text_.End();
}

void TraceJson::TellReady(std::uint64_t time) {
  if (ready_ == told_ready_) return;
  told_ready_ = ready_;
  text_.Begin('C', TraceText::kKernelTrack, time, "ready");
  text_.Put(",\"args\":{\"tasks\":");
  text_.PutNumber(static_cast<std::uint64_t>(std::max<std::int64_t>(0, ready_)));
  text_.Put("}}");
}

}  // namespace corix
