// shell/editor/scanner.h: what stands where in a command line that is not finished.
//
// It finds words, quotes and operators without asking whether they make sense, and never fails: what
// is being typed is wrong most of the time. It knows less than the parser, and nothing depends on it
// but colours and completions.
#ifndef CORIX_SHELL_EDITOR_SCANNER_H_
#define CORIX_SHELL_EDITOR_SCANNER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/editor/line_editor.h"

namespace corix {

struct ScannedWord {
  enum class Role : std::uint8_t { kCommand, kKeyword, kArgument, kAssignment, kTarget };
  std::size_t begin = 0;
  std::size_t end = 0;
  Role role = Role::kArgument;
  std::string value;    // without quotes; what stands for something stays as it is
  std::string command;  // the command whose argument it is
  int index = 0;        // 0 is the command itself
};

// A part of the text that is not just a piece of a word.
struct ScannedPart {
  enum class Kind : std::uint8_t { kOperator, kComment, kString, kVariable, kOpenQuote };
  std::size_t begin = 0;
  std::size_t end = 0;
  Kind kind = Kind::kOperator;
};

struct ScannedLine {
  std::vector<ScannedWord> words;  // in the order of their ends; those within $( ) too
  std::vector<ScannedPart> parts;
};

ScannedLine ScanLine(std::string_view text);

// The colours of a line. `is_command`: whether there is a command of this name.
std::vector<StyledSpan> ColourLine(std::string_view text,
                                   const std::function<bool(const std::string& name)>& is_command);

// Whether a word stands in a table of words.
template <typename Table>
bool IsOneOf(const Table& table, std::string_view word) {
  return std::find(table.begin(), table.end(), word) != table.end();
}

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_SCANNER_H_
