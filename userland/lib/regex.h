// userland/lib/regex.h: regular expressions as POSIX writes them.
//
// They are translated to the syntax of RE2, which matches in time linear in the text: so no
// expression, however wicked, keeps the one thread of the kernel. What RE2 cannot do for that
// reason, back-references (\1), is refused. Both kinds of POSIX (Base Definitions, 9.3 and 9.4) are
// known, and what GNU adds: \| \+ \? in basic ones, and \w \W \s \S \b \B \< \> in both. A match is
// the leftmost, and of these the longest.
#ifndef CORIX_USERLAND_LIB_REGEX_H_
#define CORIX_USERLAND_LIB_REGEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace re2 {
class RE2;
}

namespace corix {

enum class RegexSyntax : std::uint8_t { kBasic, kExtended, kFixed };

// The same expression for RE2. INVALID_ARGUMENT: it is none, with what is wrong.
absl::StatusOr<std::string> TranslateRegex(std::string_view pattern, RegexSyntax syntax);

class Regex {
 public:
  struct Options {
    RegexSyntax syntax = RegexSyntax::kBasic;
    bool ignore_case = false;
    bool whole_words = false;
    bool whole_lines = false;
  };
  // Where a match is: begin and end.
  using Range = std::pair<std::size_t, std::size_t>;

  // What matches any one of the patterns. INVALID_ARGUMENT: one of them is wrong.
  static absl::StatusOr<Regex> Compile(const std::vector<std::string>& patterns,
                                       const Options& options);
  // In RE2's own syntax.
  static absl::StatusOr<Regex> CompileNative(std::string_view pattern);

  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  bool Matches(std::string_view line) const;
  // The first match that begins at `from` or behind it.
  std::optional<Range> Find(std::string_view line, std::size_t from) const;
  // Whether all of the text is a match.
  bool MatchesAll(std::string_view text) const;

 private:
  explicit Regex(std::unique_ptr<re2::RE2> expression, bool whole_words);

  std::unique_ptr<re2::RE2> expression_;
  bool whole_words_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_REGEX_H_
