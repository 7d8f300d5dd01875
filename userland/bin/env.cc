#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "syscalls/change_directory.h"
#include "syscalls/get_variables.h"
#include "syscalls/set_variable.h"
#include "userland/bin/programs.h"
#include "userland/bin/run_words.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kEnvOptions[] = {
    {.letter = 'i', .name = "ignore-environment", .meaning = "begin without any variable"},
    {.letter = 'u', .name = "unset", .argument = "NAME", .meaning = "without this variable"},
    {.letter = 'C', .name = "chdir", .argument = "DIRECTORY", .meaning = "in this directory"},
    {.letter = '0', .name = "null", .meaning = "print a zero byte after each, not a newline"},
};

constexpr int kCannotRun = 125;

Co<int> Env(ParsedArgs args) {
  if (args.Has('i')) {
    const auto variables = co_yield GetVariables();
    for (const auto& [name, value] : *variables) {
      (void)value;
      (void)(co_yield SetVariable(name, std::nullopt));
    }
  }
  for (const ParsedArgs::Given& given : args.given()) {
    absl::Status status;
    if (given.letter == 'u') status = co_yield SetVariable(given.argument, std::nullopt);
    if (given.letter == 'C') status = co_yield ChangeDirectory(given.argument);
    if (!status.ok()) {
      (void)Fail(args, status);
      co_return kCannotRun;
    }
  }
  std::size_t at = 0;
  for (; at < args.operands().size(); ++at) {
    const std::string& word = args.operands()[at];
    const std::size_t equals = word.find('=');
    if (equals == word.npos) break;
    const absl::Status status =
        co_yield SetVariable(word.substr(0, equals), word.substr(equals + 1));
    if (!status.ok()) {
      (void)Fail(args, absl::StrCat(word, ": no variable has this name"));
      co_return kCannotRun;
    }
  }
  if (at == args.operands().size()) {
    const auto variables = co_yield GetVariables();
    for (const auto& [name, value] : *variables) {
      Print("%s=%s", name, value);
      Put(args.Has('0') ? std::string_view("\0", 1) : "\n");
    }
    co_return 0;
  }
  Args words(args.operands().begin() + static_cast<std::ptrdiff_t>(at), args.operands().end());
  co_return co_await RunWords(args.name(), std::move(words));
}

}  // namespace

extern const Program kEnv = {
    .name = "env",
    .params = "[NAME=VALUE...] [COMMAND [WORD...]]",
    .summary = "run a command with other environment variables, or print them",
    .tool = &Env,
    .options = kEnvOptions,
    .place = OperandPlace::kLast,
};

}  // namespace corix
