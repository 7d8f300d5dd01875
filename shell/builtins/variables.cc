// Built-ins for variables: export, readonly, local, unset, shift.

#include <optional>

#include "absl/strings/str_cat.h"
#include "shell/builtins/builtins.h"
#include "shell/syntax/names.h"
#include "shell/syntax/printer.h"
#include "userland/lib/parse.h"

namespace corix {
namespace {

// NAME or NAME=VALUE.
struct Declared {
  std::string name;
  std::optional<std::string> value;
};

std::optional<Declared> ParseDeclared(std::string_view text) {
  Declared declared;
  const std::size_t equals = text.find('=');
  declared.name = text.substr(0, equals);
  if (equals != text.npos) declared.value = text.substr(equals + 1);
  if (!IsName(declared.name)) return std::nullopt;
  return declared;
}

int BadName(ShellState& state, const Args& args, const std::string& name) {
  return Fail(state, args, absl::StrCat(name, ": not the name of a variable"));
}

// export and readonly: a list that can be read again, or an attribute for each name.
int Declare(ShellState& state, const Args& args, bool Variable::* attribute,
            void (VariableTable::*set)(std::string_view)) {
  std::size_t at = 1;
  const bool lists = args.size() == 1 || (args.size() == 2 && args[1] == "-p");
  if (lists) {
    for (const auto& [name, variable] : state.variables.all()) {
      if (!(variable.*attribute)) continue;
      absl::StrAppend(&state.out, args[0], " ", name);
      if (variable.value.has_value()) absl::StrAppend(&state.out, "=", QuoteWord(*variable.value));
      state.out += '\n';
    }
    return 0;
  }
  if (args[at] == "--" || args[at] == "-p") ++at;
  for (; at < args.size(); ++at) {
    std::optional<Declared> declared = ParseDeclared(args[at]);
    if (!declared.has_value()) return BadName(state, args, args[at]);
    if (declared->value.has_value()) {
      const absl::Status status =
          SetShellVariable(state, declared->name, *std::move(declared->value));
      if (!status.ok()) return Fail(state, args, status);
    }
    (state.variables.*set)(declared->name);
  }
  return 0;
}

}  // namespace

int ExportBuiltin(ShellState& state, const Args& args) {
  return Declare(state, args, &Variable::exported, &VariableTable::Export);
}

int ReadonlyBuiltin(ShellState& state, const Args& args) {
  return Declare(state, args, &Variable::readonly, &VariableTable::MakeReadonly);
}

int LocalBuiltin(ShellState& state, const Args& args) {
  if (state.hidden.empty()) return Fail(state, args, "no function runs");
  for (std::size_t i = 1; i < args.size(); ++i) {
    std::optional<Declared> declared = ParseDeclared(args[i]);
    if (!declared.has_value()) return BadName(state, args, args[i]);
    // What was there before the function began is kept for its end; a second time changes nothing.
    state.hidden.back().try_emplace(declared->name, state.variables.Save(declared->name));
    if (!declared->value.has_value()) continue;
    const absl::Status status =
        SetShellVariable(state, declared->name, *std::move(declared->value));
    if (!status.ok()) return Fail(state, args, status);
  }
  return 0;
}

int UnsetBuiltin(ShellState& state, const Args& args) {
  std::size_t at = 1;
  const bool functions = at < args.size() && args[at] == "-f";
  if (at < args.size() && (args[at] == "-f" || args[at] == "-v")) ++at;
  if (at < args.size() && args[at] == "--") ++at;
  for (; at < args.size(); ++at) {
    if (functions) {
      const auto found = state.functions.find(args[at]);
      if (found != state.functions.end()) state.functions.erase(found);
      continue;
    }
    if (!IsName(args[at])) return BadName(state, args, args[at]);
    const absl::Status status = state.variables.Unset(args[at]);
    if (!status.ok()) return Fail(state, args, status);
  }
  return 0;
}

int ShiftBuiltin(ShellState& state, const Args& args) {
  if (args.size() > 2) return Misused(state, args);
  std::int64_t count = 1;
  if (args.size() == 2) {
    const absl::StatusOr<std::int64_t> number = ParseNumber(args[1], 0, 1'000'000'000);
    if (!number.ok()) return Fail(state, args, number.status());
    count = *number;
  }
  const auto size = static_cast<std::int64_t>(state.arguments.size());
  if (count > size)
    return Fail(state, args, absl::StrCat("cannot drop ", count, " of ", size, " arguments"));
  state.arguments.erase(state.arguments.begin(), state.arguments.begin() + count);
  return 0;
}

}  // namespace corix
