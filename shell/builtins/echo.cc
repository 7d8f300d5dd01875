#include "shell/builtins/builtins.h"
#include "userland/lib/escapes.h"

namespace corix {
int EchoBuiltin(ShellState& state, const Args& args) {
  bool newline = true;
  bool escapes = false;
  std::size_t at = 1;
  for (; at < args.size(); ++at) {
    const std::string& arg = args[at];
    const bool is_option =
        arg.size() > 1 && arg[0] == '-' && arg.find_first_not_of("neE", 1) == std::string::npos;
    if (!is_option) break;
    for (const char letter : std::string_view(arg).substr(1)) {
      if (letter == 'n') newline = false;
      if (letter != 'n') escapes = letter == 'e';
    }
  }
  for (std::size_t i = at; i < args.size(); ++i) {
    if (i > at) state.out += ' ';
    if (!escapes) {
      state.out += args[i];
    } else if (!AppendUnescaped(state.out, args[i], EscapeDialect::kEcho)) {
      return 0;
    }
  }
  if (newline) state.out += '\n';
  return 0;
}

}  // namespace corix
