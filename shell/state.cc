#include "shell/state.h"

#include "userland/lib/print.h"

namespace corix {

std::unique_ptr<ShellState> ShellState::Child() const {
  auto child = std::make_unique<ShellState>(*this);
  child->options.interactive = false;
  child->is_subshell = true;
  child->jobs = JobTable();
  child->job_control = false;
  child->before_trap.reset();
  child->traps.Reset();
  // A subshell begins with nothing caught.
  child->caught = SignalSet();
  child->ignored = ignores_now;
  child->substituted.reset();
  child->out.clear();
  child->failed = false;
  return child;
}

void Complain(const ShellState& state, std::string_view what) {
  PrintError("%s: %s\n", state.options.name, what);
}

void AbandonCommands(ShellState& state, int status) {
  state.status = status;
  state.flow = state.options.interactive ? Flow::kAbort : Flow::kExit;
}

absl::Status SetShellVariable(ShellState& state, std::string_view name, std::string value) {
  absl::Status status = state.variables.Set(name, std::move(value));
  if (status.ok() && state.flags.allexport) state.variables.Export(name);
  return status;
}

std::string FlagLetters(const ShellState& state) {
  std::string letters;
  if (state.flags.allexport) letters += 'a';
  if (state.flags.noclobber) letters += 'C';
  if (state.flags.errexit) letters += 'e';
  if (state.flags.noglob) letters += 'f';
  if (state.options.interactive) letters += 'i';
  if (state.flags.nounset) letters += 'u';
  if (state.flags.xtrace) letters += 'x';
  return letters;
}

}  // namespace corix
