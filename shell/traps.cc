#include "shell/traps.h"

#include <array>
#include <utility>

#include "shell/interpreter.h"
#include "shell/state.h"
#include "syscalls/block_signals.h"
#include "syscalls/catch_signals.h"
#include "syscalls/ignore_signals.h"
#include "syscalls/take_signal.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

struct Condition {
  std::string_view name;
  std::string_view number;
  Signal signal;
};
constexpr std::array kConditions = {
    Condition{"EXIT", "0", Signal::kNone},
    Condition{"HUP", "1", Signal::kHup},
    Condition{"INT", "2", Signal::kInt},
    Condition{"TERM", "15", Signal::kTerm},
};

// An EXIT trap is to run, too, when one of these ends a script.
constexpr SignalSet kEnders(Signal::kInt, Signal::kTerm, Signal::kHup);

}  // namespace

std::optional<Signal> ParseCondition(std::string_view text) {
  if (text.starts_with("SIG")) text.remove_prefix(3);
  for (const Condition& condition : kConditions) {
    if (text == condition.name || text == condition.number) return condition.signal;
  }
  return std::nullopt;
}

std::string_view ConditionName(Signal signal) {
  for (const Condition& condition : kConditions) {
    if (condition.signal == signal) return condition.name;
  }
  return "";
}

void SettleSignals(ShellState& state) {
  SignalSet caught;
  SignalSet ignored = state.ignored;
  SignalSet blocked;
  if (state.job_control) {
    caught = SignalSet(Signal::kInt, Signal::kHup);
    blocked = SignalSet(Signal::kTerm, Signal::kQuit, Signal::kTstp, Signal::kTtin, Signal::kTtou);
  } else if (state.traps.Find(Signal::kNone) != nullptr) {
    caught = kEnders;
  }
  for (const auto& [condition, commands] : state.traps.all()) {
    if (condition == Signal::kNone) continue;
    if (commands.empty()) {
      ignored.Add(condition);
      caught.Remove(condition);
    } else {
      caught.Add(condition);
    }
    blocked.Remove(condition);
  }
  // What was ignored when the shell began stays so (POSIX, 2.11).
  caught = caught - state.ignored;
  const bool as_before = caught == state.caught && ignored == state.ignores_now;
  if (as_before && !state.job_control) return;
  state.caught = caught;
  state.ignores_now = ignored;
  (void)CallNow(IgnoreSignals(ignored));
  (void)CallNow(CatchSignals(caught));
  (void)CallNow(BlockSignals(blocked));
}

Signal TakeCaught(const ShellState& state) {
  if (state.caught.empty()) return Signal::kNone;
  return CallNow(TakeSignal(state.caught)).value_or(Signal::kNone);
}

Process HearSignal(ShellState& state, Signal signal) {
  if (signal == Signal::kNone) co_return;
  const std::string* const commands = state.traps.Find(signal);
  if (commands != nullptr && !commands->empty()) {
    co_await RunTraps(state, signal);
    co_return;
  }
  state.status = 128 + static_cast<int>(signal);
  if (state.job_control && signal == Signal::kInt) {
    // Back to the prompt.
    PrintError("\n");
    state.flow = Flow::kAbort;
  } else {
    state.flow = Flow::kExit;
  }
}

Process RunTraps(ShellState& state, Signal condition) {
  const std::string* const found = state.traps.Find(condition);
  if (found == nullptr || found->empty()) co_return;
  const int status = state.status;
  const Flow flow = std::exchange(state.flow, Flow::kNone);
  const std::optional<int> outer = std::exchange(state.before_trap, status);
  const std::string commands = *found;
  co_await RunText(state, "trap", commands);
  state.before_trap = outer;
  if (state.flow == Flow::kExit) co_return;
  state.flow = flow;
  state.status = status;
}

}  // namespace corix
