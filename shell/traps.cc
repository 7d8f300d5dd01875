#include "shell/traps.h"

#include <array>
#include <utility>

#include "shell/interpreter.h"
#include "shell/state.h"

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

Process RunTraps(ShellState& state, Signal condition) {
  const std::string* const found = state.traps.Find(condition);
  if (found == nullptr || found->empty()) co_return;
  const int status = state.status;
  const Flow flow = std::exchange(state.flow, Flow::kNone);
  const std::string commands = *found;
  co_await RunText(state, "trap", commands);
  if (state.flow == Flow::kExit) co_return;
  state.flow = flow;
  state.status = status;
}

}  // namespace corix
