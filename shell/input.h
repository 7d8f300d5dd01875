// shell/input.h: lines, and nothing more.
//
// A shell that reads its commands from standard input shares it with the programs that it starts,
// and so does `read`. So no byte is taken that belongs to what comes after the line: from a file,
// what was read too far is given back; from a pipe, each byte is read by itself.
#ifndef CORIX_SHELL_INPUT_H_
#define CORIX_SHELL_INPUT_H_

#include <string>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "kernel/api/fd.h"

namespace corix {

struct InputLine {
  std::string text;    // without the newline
  bool ended = false;  // by a newline; if not, the end of the file came
  bool at_end() const { return text.empty() && !ended; }
};

// Longer lines are refused with RESOURCE_EXHAUSTED, and skipped.
inline constexpr std::size_t kLongestInputLine = std::size_t{1} << 24U;

// Sleeps until there is one.
Co<absl::StatusOr<InputLine>> ReadInputLine(Fd fd);

}  // namespace corix

#endif  // CORIX_SHELL_INPUT_H_
