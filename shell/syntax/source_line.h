// shell/syntax/source_line.h: showing a place in a text.
#ifndef CORIX_SHELL_SYNTAX_SOURCE_LINE_H_
#define CORIX_SHELL_SYNTAX_SOURCE_LINE_H_

#include <cstddef>
#include <string_view>

#include "shell/syntax/parser.h"

namespace corix {

// The line and the column of the byte `at` of a text that begins in line `first_line`, and the line
// itself; what is wrong there is left to the caller.
SyntaxError LocateError(std::string_view text, std::size_t at, int first_line);

}  // namespace corix

#endif  // CORIX_SHELL_SYNTAX_SOURCE_LINE_H_
