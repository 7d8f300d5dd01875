// shell/state.h: what a shell is at one moment.
//
// A subshell begins with a copy of its parent's state (Child), in a task of its own: so its
// directory, umask, descriptors and environment are copies too. What the copy shares are trees,
// which never change.
#ifndef CORIX_SHELL_STATE_H_
#define CORIX_SHELL_STATE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/api/signal.h"
#include "kernel/api/tid.h"
#include "shell/jobs.h"
#include "shell/shell.h"
#include "shell/syntax/tree.h"
#include "shell/traps.h"
#include "shell/variables.h"

namespace corix {

class History;

inline constexpr int kWrongUse = 2;  // of a built-in; errors of syntax and of expansions too
inline constexpr int kNotExecutable = 126;
inline constexpr int kNotFound = 127;

// Why commands are left before their end. Whoever runs commands in a row looks at it after each.
enum class Flow : std::uint8_t {
  kNone,
  kBreak,     // of flow_levels loops
  kContinue,  // of the flow_levels-th loop
  kReturn,    // from a function, or a file that is sourced
  kExit,      // from the shell
  kAbort,     // to the prompt: an error that would end a script
};

// set -e, -u, ...
struct Flags {
  bool allexport = false;  // -a
  bool noclobber = false;  // -C
  bool errexit = false;    // -e
  bool noglob = false;     // -f
  bool nounset = false;    // -u
  bool xtrace = false;     // -x
};

struct ShellState {
  explicit ShellState(ShellOptions shell_options)
      : options(std::move(shell_options)), arguments(options.arguments) {}
  // What a subshell begins with.
  std::unique_ptr<ShellState> Child() const;

  ShellOptions options;
  std::vector<std::string> arguments;  // $1, $2, ...
  Flags flags;
  VariableTable variables;
  std::map<std::string, std::shared_ptr<const Command>, std::less<>> functions;
  std::map<std::string, std::string, std::less<>> aliases;
  TrapTable traps;
  JobTable jobs;
  int status = 0;           // $?
  Tid self = 0;             // $$
  Tid last_background = 0;  // $!
  bool is_subshell = false;
  std::optional<int> before_trap;  // $? when the trap that runs began: what `exit` there answers
  bool job_control = false;        // each job is a process group (jobs.h)
  SignalSet ignored;               // since before the shell began
  SignalSet caught;                // now
  SignalSet ignores_now;
  const History* history = nullptr;  // of the lines that were typed
  int commands_read = 0;             // lines that were typed
  int warned_at = -2;                // the one at which it was said that jobs are stopped

  Flow flow = Flow::kNone;
  int flow_levels = 0;
  int loops = 0;          // how many are around the command that runs
  int functions_run = 0;  // how many calls, eval and source are under way
  int returnable = 0;     // how many of them `return` could leave
  // While it is not 0, a command that fails does not end a shell with set -e: it is asked for its
  // status, by if, while, !, && and ||.
  int tested = 0;
  // The status of the last command substitution of the command that is being expanded.
  std::optional<int> substituted;
  // What local variables hide, a map for each function that runs.
  std::vector<std::map<std::string, std::optional<Variable>>> hidden;

  // What a built-in prints; whoever runs it writes it.
  std::string out;
  // Set by a built-in that failed as none should: that ends a script if it is a special one.
  bool failed = false;
};

// While it lives, commands are asked for their status.
class Tested {
 public:
  explicit Tested(ShellState& state) : state_(state) { ++state_.tested; }
  ~Tested() { --state_.tested; }
  Tested(const Tested&) = delete;
  Tested& operator=(const Tested&) = delete;

 private:
  ShellState& state_;
};

// Prints "NAME: what".
void Complain(const ShellState& state, std::string_view what);

// An error that ends a script, or a subshell: with this status, which becomes $?. An interactive
// shell goes back to its prompt.
void AbandonCommands(ShellState& state, int status);

// Assigns, exports if set -a says so. FAILED_PRECONDITION: it is read-only.
absl::Status SetShellVariable(ShellState& state, std::string_view name, std::string value);

// The letters of $-.
std::string FlagLetters(const ShellState& state);

}  // namespace corix

#endif  // CORIX_SHELL_STATE_H_
