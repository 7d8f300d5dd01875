#include "shell/builtins/builtins.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"

namespace corix {

Co<int> ExitBuiltin(ShellState& state, Args args) {
  if (args.size() > 2) co_return ComplainOfBuiltinUsage(args);
  if (args.size() == 1) {
    state.exit_code = state.status;
    co_return state.status;
  }
  const absl::StatusOr<std::int64_t> code = ParseNumber(args[1], 0, 255);
  if (!code.ok()) co_return Complain(args[0], code.status());
  state.exit_code = static_cast<int>(*code);
  co_return *state.exit_code;
}

}  // namespace corix
