#include <algorithm>
#include <string>
#include <string_view>

#include "userland/bin/programs.h"
#include "userland/lib/escapes.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

// As bash's: a word is an option only if it consists of a minus and these letters alone. All other
// words, -- too, are printed.
bool IsOption(std::string_view word) {
  return word.size() > 1 && word[0] == '-' && std::all_of(word.begin() + 1, word.end(), [](char c) {
           return c == 'n' || c == 'e' || c == 'E';
         });
}

Co<int> Echo(Args args) {
  bool newline = true;
  bool escapes = false;
  std::size_t at = 1;
  for (; at < args.size() && IsOption(args[at]); ++at) {
    for (const char letter : std::string_view(args[at]).substr(1)) {
      if (letter == 'n') newline = false;
      if (letter != 'n') escapes = letter == 'e';
    }
  }
  std::string text;
  for (bool first = true; at < args.size(); ++at, first = false) {
    if (!first) text += ' ';
    if (!escapes) {
      text += args[at];
    } else if (!AppendUnescaped(text, args[at], EscapeDialect::kEcho)) {
      newline = false;
      break;
    }
  }
  if (newline) text += '\n';
  Put(text);
  co_return 0;
}

}  // namespace

extern const Program kEcho = {
    .name = "echo",
    .params = "[-neE] [WORD...]",
    .summary = "print the words",
    .words = &Echo,
    .notes =
        "-n prints no newline at the end; -e takes \\n, \\t, \\c and the like for what they "
        "stand for; -E does not.",
    .literal = true,
};

}  // namespace corix
