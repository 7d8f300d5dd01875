#include "absl/strings/str_cat.h"
#include "shell/builtins/builtins.h"
#include "shell/find_command.h"
#include "shell/suggest.h"
#include "shell/syntax/names.h"
#include "shell/syntax/printer.h"
#include "userland/lib/print.h"

namespace corix {

bool DescribeCommand(ShellState& state, const std::string& name, bool long_form) {
  const auto tell = [&](std::string_view short_text, std::string_view long_text) {
    if (long_form) absl::StrAppend(&state.out, name, " is ", std::string(long_text), "\n");
    if (!long_form) absl::StrAppend(&state.out, std::string(short_text), "\n");
    return true;
  };
  if (IsReservedWord(name)) return tell(name, "a word of the shell's language");
  if (const auto alias = state.aliases.find(name); alias != state.aliases.end()) {
    const std::string value = QuoteWord(alias->second);
    return tell(absl::StrCat("alias ", name, "=", value), absl::StrCat("an alias for ", value));
  }
  const FoundCommand found = FindCommand(state, name);
  switch (found.kind) {
    case FoundCommand::Kind::kFunction:
      return tell(name, absl::StrCat("a function\n", name, "() ", PrintCommand(*found.function)));
    case FoundCommand::Kind::kBuiltin:
      return tell(name, IsSpecialBuiltin(name) ? "a special built-in command of the shell"
                                               : "a built-in command of the shell");
    case FoundCommand::Kind::kProgram:
      return tell(name, "a program of Corix");
    case FoundCommand::Kind::kHost:
      return tell(found.path, absl::StrCat(found.path, ", a program of the host"));
    case FoundCommand::Kind::kScript:
      return tell(found.path, absl::StrCat(found.path, ", a script"));
    case FoundCommand::Kind::kForbidden:
    case FoundCommand::Kind::kNothing:
      break;
  }
  if (long_form) {
    const bool exists = found.kind == FoundCommand::Kind::kForbidden;
    PrintError("%s: %s%s\n", name, exists ? "not executable" : "not found",
               exists ? "" : Suggest(name));
  }
  return false;
}

int TypeBuiltin(ShellState& state, const Args& args) {
  if (args.size() == 1) return Misused(state, args);
  int status = 0;
  for (std::size_t i = 1; i < args.size(); ++i) {
    if (!DescribeCommand(state, args[i], true)) status = kNotFound;
  }
  return status;
}

}  // namespace corix
