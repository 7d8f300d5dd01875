#include <utility>

#include "shell/builtins/builtins.h"
#include "userland/lib/test_expression.h"

namespace corix {

Co<int> TestBuiltin(ShellState& state, Args args) {
  const Args name(1, args[0]);
  args.erase(args.begin());
  if (name[0] == "[") {
    if (args.empty() || args.back() != "]")
      co_return Fail(state, name, "a ] is missing at the end");
    args.pop_back();
  }
  const absl::StatusOr<bool> verdict = co_await EvaluateTest(std::move(args));
  if (!verdict.ok()) co_return Fail(state, name, verdict.status());
  co_return *verdict ? 0 : 1;
}

}  // namespace corix
