#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "shell/builtins/builtins.h"
#include "shell/syntax/printer.h"

namespace corix {
namespace {

struct ShellOption {
  char letter;
  std::string_view name;
  bool Flags::* flag;
};
constexpr std::array kOptions = {
    ShellOption{'a', "allexport", &Flags::allexport}, ShellOption{'e', "errexit", &Flags::errexit},
    ShellOption{'C', "noclobber", &Flags::noclobber}, ShellOption{'f', "noglob", &Flags::noglob},
    ShellOption{'u', "nounset", &Flags::nounset},     ShellOption{'x', "xtrace", &Flags::xtrace},
};

const ShellOption* FindOption(std::string_view name) {
  for (const ShellOption& option : kOptions) {
    const bool is_letter = name.size() == 1 && name[0] == option.letter;
    if (is_letter || name == option.name) return &option;
  }
  return nullptr;
}

void ListVariables(ShellState& state) {
  for (const auto& [name, variable] : state.variables.all()) {
    if (variable.value.has_value())
      absl::StrAppend(&state.out, name, "=", QuoteWord(*variable.value), "\n");
  }
}

// set -o for people, set +o to be read again.
void ListOptions(ShellState& state, bool for_people) {
  for (const ShellOption& option : kOptions) {
    const bool on = state.flags.*option.flag;
    if (for_people) {
      absl::StrAppendFormat(&state.out, "%-12s%s\n", option.name, on ? "on" : "off");
    } else {
      absl::StrAppendFormat(&state.out, "set %so %s\n", on ? "-" : "+", option.name);
    }
  }
}

}  // namespace

int SetBuiltin(ShellState& state, const Args& args) {
  if (args.size() == 1) {
    ListVariables(state);
    return 0;
  }
  bool sets_arguments = false;
  std::size_t at = 1;
  for (; at < args.size(); ++at) {
    const std::string& arg = args[at];
    if (arg == "--") {
      sets_arguments = true;
      ++at;
      break;
    }
    if (arg.size() < 2 || (arg[0] != '-' && arg[0] != '+')) break;
    const bool on = arg[0] == '-';
    for (const char letter : std::string_view(arg).substr(1)) {
      std::string name(1, letter);
      if (letter == 'o') {
        if (at + 1 >= args.size()) {
          ListOptions(state, on);
          return 0;
        }
        name = args[++at];
      }
      const ShellOption* const option = FindOption(name);
      if (option == nullptr)
        return Fail(state, args, absl::StrCat(on ? "-" : "+", name, ": no such option"));
      state.flags.*option->flag = on;
    }
  }
  if (sets_arguments || at < args.size())
    state.arguments.assign(args.begin() + static_cast<std::ptrdiff_t>(at), args.end());
  return 0;
}

}  // namespace corix
