// shell/lexer.h: text to tokens.
//
// Pure: it knows neither kernel nor shell. A word is kept in pieces, since what is quoted must not
// be looked at again.
#ifndef CORIX_SHELL_LEXER_H_
#define CORIX_SHELL_LEXER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace corix {

struct Piece {
  enum class Kind { kText, kParameter };
  Kind kind;
  std::string text;  // or the parameter's name: "?", "!", "$", "#" or a digit; an empty text stands
                     // for quotes

  friend bool operator==(const Piece&, const Piece&) = default;
};

using Word = std::vector<Piece>;

struct Token {
  enum class Kind { kWord, kSemicolon, kAmpersand, kNewline, kEnd };
  Kind kind;
  Word word = {};         // of a kWord: at least one piece
  std::size_t begin = 0;  // where it stands in the text
  std::size_t end = 0;
  int line = 1;
};

// The tokens of a text that begins in line `line`; the last of them is kEnd. INVALID_ARGUMENT, in
// one line that names the place, for what this shell does not know; OUT_OF_RANGE for a quote
// without its end, or a backslash before the end of the text: with more lines, it might be right.
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text, int line = 1);

}  // namespace corix

#endif  // CORIX_SHELL_LEXER_H_
