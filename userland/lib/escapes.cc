#include "userland/lib/escapes.h"

#include "absl/strings/ascii.h"

namespace corix {
namespace {

// Up to so many digits of a number; -1 if there is none.
int TakeDigits(std::string_view text, std::size_t& at, int base, int most) {
  int value = -1;
  for (int i = 0; i < most && at < text.size(); ++i, ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const int digit = c >= '0' && c <= '9'      ? c - '0'
                      : absl::ascii_isxdigit(c) ? absl::ascii_tolower(c) - 'a' + 10
                                                : base;
    if (digit >= base) break;
    value = (value < 0 ? 0 : value) * base + digit;
  }
  return value;
}

void AppendUtf8(std::string& out, unsigned code) {
  const auto add = [&out](unsigned byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0U | (code >> 6U));
  } else {
    if (code < 0x10000) {
      add(0xE0U | (code >> 12U));
    } else {
      add(0xF0U | (code >> 18U));
      add(0x80U | ((code >> 12U) & 0x3FU));
    }
    add(0x80U | ((code >> 6U) & 0x3FU));
  }
  add(0x80U | (code & 0x3FU));
}

}  // namespace

bool AppendEscape(std::string& out, std::string_view text, std::size_t& at, EscapeDialect dialect) {
  const std::size_t begin = at++;
  if (at == text.size()) {
    out += '\\';
    return true;
  }
  const char c = text[at++];
  constexpr std::string_view kLetters = "abefnrtv\\E";
  constexpr std::string_view kMeanings = "\a\b\033\f\n\r\t\v\\\033";
  if (const std::size_t i = kLetters.find(c); i != kLetters.npos) {
    out += kMeanings[i];
    return true;
  }
  if (c == 'c' && dialect == EscapeDialect::kEcho) return false;
  if (c == '"' && dialect == EscapeDialect::kFormat) {
    out += c;
    return true;
  }
  int value = -1;
  if (c == '0' && dialect == EscapeDialect::kEcho) {
    value = TakeDigits(text, at, 8, 3);
    if (value < 0) value = 0;
  } else if (c >= '0' && c <= '7' && dialect == EscapeDialect::kFormat) {
    --at;
    value = TakeDigits(text, at, 8, 3);
  } else if (c == 'x') {
    value = TakeDigits(text, at, 16, 2);
  } else if (c == 'u' || c == 'U') {
    value = TakeDigits(text, at, 16, c == 'u' ? 4 : 6);
    if (value >= 0) {
      AppendUtf8(out, static_cast<unsigned>(value));
      return true;
    }
  }
  if (value >= 0) {
    out += static_cast<char>(value);
  } else {
    out += text.substr(begin, at - begin);
  }
  return true;
}

bool AppendUnescaped(std::string& out, std::string_view text, EscapeDialect dialect) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      out += text[at++];
    } else if (!AppendEscape(out, text, at, dialect)) {
      return false;
    }
  }
  return true;
}

}  // namespace corix
