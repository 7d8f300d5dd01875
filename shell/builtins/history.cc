#include "shell/editor/history.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "shell/builtins/builtins.h"
#include "userland/lib/parse.h"

namespace corix {

int HistoryBuiltin(ShellState& state, const Args& args) {
  if (args.size() > 2) return Misused(state, args);
  // Only at a terminal are lines remembered.
  if (state.history == nullptr) return 0;
  const auto& lines = state.history->lines();
  std::size_t most = lines.size();
  if (args.size() == 2) {
    const absl::StatusOr<std::int64_t> wanted = ParseNumber(args[1], 0, 1'000'000'000);
    if (!wanted.ok()) return Fail(state, args, wanted.status());
    most = std::min(most, static_cast<std::size_t>(*wanted));
  }
  for (std::size_t i = lines.size() - most; i < lines.size(); ++i)
    absl::StrAppendFormat(&state.out, "%5d  %s\n", i + 1, lines[i]);
  return 0;
}

}  // namespace corix
