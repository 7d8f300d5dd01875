// shell/traps.h: what `trap` has asked for.
#ifndef CORIX_SHELL_TRAPS_H_
#define CORIX_SHELL_TRAPS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/api/co.h"
#include "kernel/api/exit_status.h"

namespace corix {

struct ShellState;

// The conditions are Signal::kNone, which is EXIT, and signals: INT, TERM and HUP.
class TrapTable {
 public:
  // nullptr: the default. An empty text: the signal is ignored.
  const std::string* Find(Signal condition) const {
    const auto found = commands_.find(condition);
    return found == commands_.end() ? nullptr : &found->second;
  }
  void Set(Signal condition, std::string commands) { commands_[condition] = std::move(commands); }
  void Clear(Signal condition) { commands_.erase(condition); }
  // In a subshell only what is ignored stays so.
  void Reset() {
    std::erase_if(commands_, [](const auto& entry) { return !entry.second.empty(); });
  }
  const std::map<Signal, std::string>& all() const { return commands_; }

 private:
  std::map<Signal, std::string> commands_;
};

// "EXIT", "INT", "SIGINT" or a number. Nothing: no condition that trap knows.
std::optional<Signal> ParseCondition(std::string_view text);
std::string_view ConditionName(Signal condition);

// Catches, ignores and blocks what the shell has to: for its traps, and for a person at a prompt.
void SettleSignals(ShellState& state);

// A signal that was caught, and that nobody has taken up yet; kNone: there is none.
Signal TakeCaught(const ShellState& state);
// Takes it up: runs its trap; or leaves the commands that run, or the shell. After each command, and
// after a sleep that answered ABORTED.
Process HearSignal(ShellState& state, Signal signal);

// Runs what the trap of a condition says, if there is one; $? is as before afterwards, unless the
// commands end the shell.
Process RunTraps(ShellState& state, Signal condition);

}  // namespace corix

#endif  // CORIX_SHELL_TRAPS_H_
