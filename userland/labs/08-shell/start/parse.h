// parse.h: from a line of text to what it says. It is given.
#ifndef PARSE_H_
#define PARSE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace mini {

// The words of one command. The first is the program's name.
using Words = std::vector<std::string>;

//   emit 100 | count &
struct Line {
  std::vector<Words> commands;  // of a pipeline; none: the line is empty
  bool background = false;
  std::string text;  // without the &
};

// INVALID_ARGUMENT: a command is missing.
absl::StatusOr<Line> Parse(std::string_view text);

}  // namespace mini

#endif  // PARSE_H_
