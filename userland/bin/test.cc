#include <string>
#include <utility>

#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/test_expression.h"

namespace corix {
namespace {

constexpr char kNotes[] =
    "WORD, -n WORD: not empty; -z WORD: empty; = != < >: as texts; -eq -ne -lt -le -gt -ge: as\n"
    "  numbers; -e -f -d -L -p -S -b -c FILE: there, a file, a directory, ...; -s FILE: not "
    "empty;\n"
    "  -r -w -x FILE: may be read, written, executed; -nt -ot -ef: newer, older, the same file;\n"
    "  -t FD: a terminal; ! ( ) -a -o combine them. Status: 0 it holds, 1 it does not, 2 no "
    "expression.";

Co<int> Test(Args args) {
  const std::string name = args[0];
  args.erase(args.begin());
  if (name == "[") {
    if (args.empty() || args.back() != "]") {
      PrintError("[: ] is missing\n");
      co_return kTrouble;
    }
    args.pop_back();
  }
  const absl::StatusOr<bool> verdict = co_await EvaluateTest(std::move(args));
  if (!verdict.ok()) {
    (void)Complain(name, verdict.status());
    co_return kTrouble;
  }
  co_return *verdict ? 0 : 1;
}

}  // namespace

extern const Program kTest = {
    .name = "test",
    .params = "[EXPRESSION]",
    .summary = "tell by the status whether an expression holds",
    .words = &Test,
    .notes = kNotes,
    .literal = true,
};

extern const Program kBracket = {
    .name = "[",
    .params = "[EXPRESSION] ]",
    .summary = "do what test does",
    .words = &Test,
    .notes = kNotes,
    .literal = true,
};

}  // namespace corix
