#include "shell/syntax/source_line.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "shell/syntax/names.h"

namespace corix {
namespace {

// How many bytes of UTF-8 the character at the front has. What is no UTF-8 counts byte by byte.
std::size_t CharBytes(std::string_view text) {
  std::size_t bytes = 1;
  const std::size_t most = static_cast<unsigned char>(text[0]) >= 0xC0U ? 4 : 1;
  while (bytes < most && bytes < text.size() && ContinuesCharacter(text[bytes])) ++bytes;
  return bytes;
}

std::uint32_t CodePoint(std::string_view character) {
  if (character.size() == 1) return static_cast<unsigned char>(character[0]);
  std::uint32_t code = static_cast<unsigned char>(character[0]) & (0xFFU >> (character.size() + 1));
  for (const char c : character.substr(1))
    code = (code << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  return code;
}

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Characters that take two columns of a terminal (Unicode's East Asian Width, in large pieces), and
// accents, which take none.
constexpr std::array<Range, 8> kWide = {{{0x1100, 0x115F},
                                         {0x2E80, 0xA4CF},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60},
                                         {0x1F300, 0x1FAFF},
                                         {0x20000, 0x3FFFD}}};
constexpr Range kAccents = {0x300, 0x36F};

std::size_t Columns(std::uint32_t code) {
  if (code >= kAccents.first && code <= kAccents.last) return 0;
  const bool wide = std::any_of(kWide.begin(), kWide.end(), [&](const Range& range) {
    return code >= range.first && code <= range.last;
  });
  return wide ? 2 : 1;
}

}  // namespace

SyntaxError LocateError(std::string_view text, std::size_t at, int first_line) {
  at = std::min(at, text.size());
  const std::string_view before = text.substr(0, at);
  const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
  SyntaxError error;
  error.line = first_line + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  error.source = text.substr(begin, std::min(text.find('\n', at), text.size()) - begin);
  for (std::string_view rest = before.substr(begin); !rest.empty();
       rest.remove_prefix(CharBytes(rest)))
    ++error.column;
  return error;
}

std::string SyntaxError::Describe(std::string_view name) const {
  // Of a very long line, what is near the place.
  constexpr int kBefore = 60;
  constexpr int kAfter = 40;
  std::string shown;
  std::string blanks;
  int at = 1;
  for (std::string_view rest = source; !rest.empty(); ++at) {
    const std::string_view character = rest.substr(0, CharBytes(rest));
    rest.remove_prefix(character.size());
    if (at + kBefore < column || at > column + kAfter) continue;
    if (at + kBefore == column && at > 1) {
      shown += "...";
      blanks += "...";
    }
    // What would move the cursor, or worse, is shown as a blank; a tab is as wide as the one below
    // it.
    const auto code = CodePoint(character);
    const bool controls = code < 0x20 || code == 0x7F;
    if (controls && code != '\t') {
      shown += ' ';
    } else {
      shown += character;
    }
    if (at < column) blanks += code == '\t' ? "\t" : std::string(Columns(code), ' ');
  }
  if (at - 1 > column + kAfter) shown += "...";
  std::replace(blanks.begin(), blanks.end(), '.', ' ');
  return absl::StrCat(AbslView(name), ": line ", line, ", column ", column, ": ", what, "\n  ",
                      shown, "\n  ", blanks, "^");
}

}  // namespace corix
