// shell/expand/pattern.h: the shell's patterns (POSIX, 2.13): * ? [...]
//
// A pattern is a text in which a backslash takes its meaning from what comes next. Matching goes
// through text and pattern once, with a step back to the last * only (Robert A. van Engelen, "Fast
// String Matching with Wildcards"), or, where prefixes and suffixes are looked for, with all states
// at once (Thompson 1968): no pattern makes it exponential.
//
// Characters are those of UTF-8; a byte that is none is one character.
#ifndef CORIX_SHELL_EXPAND_PATTERN_H_
#define CORIX_SHELL_EXPAND_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace corix {

class Pattern {
 public:
  explicit Pattern(std::string_view text);

  // Whether it matches the whole text.
  bool Matches(std::string_view text) const;
  // The length in bytes of the shortest, or the longest, beginning (or end) of the text that it
  // matches.
  std::optional<std::size_t> MatchStart(std::string_view text, bool longest) const;
  std::optional<std::size_t> MatchEnd(std::string_view text, bool longest) const;

  // The text that it matches, if there is only one.
  std::optional<std::string> Literal() const;
  // Whether it begins with a dot that stands for itself: only then it finds a hidden file.
  bool begins_with_dot() const {
    return !tokens_.empty() && tokens_[0].kind == Token::Kind::kChar && tokens_[0].code == '.';
  }

 private:
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
  };
  struct Token {
    enum class Kind : std::uint8_t { kChar, kAny, kSet, kStar };
    Kind kind = Kind::kChar;
    std::uint32_t code = 0;
    bool negated = false;
    std::vector<Range> ranges = {};
    std::vector<std::string> classes = {};  // "alpha", ...
  };
  // One character of a set in the making.
  struct SetReader;

  static bool MatchesOne(const Token& token, std::uint32_t code);
  std::optional<Token> ReadSet(std::string_view text, std::size_t& at) const;

  std::vector<Token> tokens_;
};

// The character at the front of a text that is not empty: its code, and how many bytes it has.
struct Character {
  std::uint32_t code;
  std::size_t bytes;
};
Character FirstCharacter(std::string_view text);
Character LastCharacter(std::string_view text);
std::size_t CountCharacters(std::string_view text);

// The text as a pattern that matches only it.
std::string EscapePattern(std::string_view text);

}  // namespace corix

#endif  // CORIX_SHELL_EXPAND_PATTERN_H_
