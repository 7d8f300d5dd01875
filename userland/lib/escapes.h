// userland/lib/escapes.h: what \n and the like stand for, in echo -e and in printf.
#ifndef CORIX_USERLAND_LIB_ESCAPES_H_
#define CORIX_USERLAND_LIB_ESCAPES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace corix {

enum class EscapeDialect : std::uint8_t {
  kEcho,    // echo -e, and printf's %b: \0 before an octal number; \c ends everything
  kFormat,  // printf's format: \123 is an octal number
};

// Appends what an escape stands for that begins, with its backslash, at text[at]; `at` is behind it
// then. What is none stands for itself. False: it was \c.
bool AppendEscape(std::string& out, std::string_view text, std::size_t& at, EscapeDialect dialect);

// Appends a text and what its escapes stand for. False: a \c came; what follows it is left out.
bool AppendUnescaped(std::string& out, std::string_view text, EscapeDialect dialect);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_ESCAPES_H_
