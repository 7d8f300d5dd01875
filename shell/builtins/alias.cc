#include "absl/strings/str_cat.h"
#include "shell/builtins/builtins.h"
#include "shell/syntax/printer.h"
#include "userland/lib/print.h"

namespace corix {
namespace {

void ListAlias(ShellState& state, const std::string& name, const std::string& value) {
  absl::StrAppend(&state.out, "alias ", name, "=", QuoteWord(value), "\n");
}

bool CanBeAlias(std::string_view name) {
  return !name.empty() && name.find_first_of(" \t\n;&|<>()$`\"'\\/") == name.npos;
}

}  // namespace

int AliasBuiltin(ShellState& state, const Args& args) {
  if (args.size() == 1) {
    for (const auto& [name, value] : state.aliases) ListAlias(state, name, value);
    return 0;
  }
  int status = 0;
  for (std::size_t i = 1; i < args.size(); ++i) {
    const std::size_t equals = args[i].find('=');
    const std::string name = args[i].substr(0, equals);
    if (equals != std::string::npos && CanBeAlias(name)) {
      state.aliases[name] = args[i].substr(equals + 1);
    } else if (const auto found = state.aliases.find(name); found != state.aliases.end()) {
      ListAlias(state, name, found->second);
    } else {
      PrintError("alias: %s: %s\n", name,
                 equals == std::string::npos ? "no such alias" : "not a name");
      status = 1;
    }
  }
  return status;
}

int UnaliasBuiltin(ShellState& state, const Args& args) {
  if (args.size() == 1) return Misused(state, args);
  if (args[1] == "-a") {
    state.aliases.clear();
    return 0;
  }
  int status = 0;
  for (std::size_t i = 1; i < args.size(); ++i) {
    if (state.aliases.erase(args[i]) > 0) continue;
    PrintError("unalias: %s: no such alias\n", args[i]);
    status = 1;
  }
  return status;
}

}  // namespace corix
