// shell/syntax/names.h: words that the language itself knows.
#ifndef CORIX_SHELL_SYNTAX_NAMES_H_
#define CORIX_SHELL_SYNTAX_NAMES_H_

#include <string_view>

#include "absl/types/span.h"

namespace corix {

// Whether a byte of UTF-8 is not the first of its character.
inline bool ContinuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool IsNameStart(char c);
bool IsNameChar(char c);
// A letter or _, then letters, digits and _.
bool IsName(std::string_view text);

// if, then, {, !, time, ...
bool IsReservedWord(std::string_view text);
absl::Span<const std::string_view> ReservedWords();

// Built-ins whose failure ends a script, and before which assignments stay (POSIX, 2.14).
bool IsSpecialBuiltin(std::string_view text);

}  // namespace corix

#endif  // CORIX_SHELL_SYNTAX_NAMES_H_
