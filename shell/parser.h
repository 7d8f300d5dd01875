// shell/parser.h: tokens to a tree.
//
//   program = { command (";" | "&" | newline) } [ command ] ;
//   command = word { word } ;
#ifndef CORIX_SHELL_PARSER_H_
#define CORIX_SHELL_PARSER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "shell/lexer.h"

namespace corix {

struct Command {
  std::vector<Word> words;  // at least one
  bool background = false;
  std::string text;  // as it was written, for jobs
};

// INVALID_ARGUMENT, in one line that names the place, if the text is not of the grammar;
// OUT_OF_RANGE if it might become so with more lines. The text begins in line `line`.
absl::StatusOr<std::vector<Command>> Parse(std::string_view text, int line = 1);

}  // namespace corix

#endif  // CORIX_SHELL_PARSER_H_
