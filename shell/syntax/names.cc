#include "shell/syntax/names.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"

namespace corix {
namespace {

constexpr std::array<std::string_view, 17> kReserved = {
    "!",  "case", "do",   "done",  "elif", "else",  "esac", "fi", "for",
    "if", "in",   "then", "until", "time", "while", "{",    "}"};

constexpr std::array<std::string_view, 16> kSpecial = {
    ".",      ":",        "break", "continue", "eval",   "exec",  "exit", "export",
    "return", "readonly", "set",   "shift",    "source", "times", "trap", "unset"};

}  // namespace

bool IsNameStart(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; }

bool IsNameChar(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool IsName(std::string_view text) {
  return !text.empty() && IsNameStart(text[0]) && std::all_of(text.begin(), text.end(), IsNameChar);
}

bool IsReservedWord(std::string_view text) {
  return std::find(kReserved.begin(), kReserved.end(), text) != kReserved.end();
}

absl::Span<const std::string_view> ReservedWords() { return kReserved; }

bool IsSpecialBuiltin(std::string_view text) {
  return std::find(kSpecial.begin(), kSpecial.end(), text) != kSpecial.end();
}

}  // namespace corix
