#include "shell/syntax/names.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"

namespace corix {
namespace {

constexpr std::array<std::string_view, 17> kReservedWords = {
    "!",  "case", "do",   "done",  "elif", "else",  "esac", "fi", "for",
    "if", "in",   "then", "until", "time", "while", "{",    "}"};

constexpr std::array<std::string_view, 16> kSpecialBuiltins = {
    ".",      ":",        "break", "continue", "eval",   "exec",  "exit", "export",
    "return", "readonly", "set",   "shift",    "source", "times", "trap", "unset"};

}  // namespace

bool IsNameStart(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; }

bool IsNameChar(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool IsName(std::string_view text) {
  return !text.empty() && IsNameStart(text[0]) && std::all_of(text.begin(), text.end(), IsNameChar);
}

bool IsReservedWord(std::string_view text) {
  return std::find(kReservedWords.begin(), kReservedWords.end(), text) != kReservedWords.end();
}

absl::Span<const std::string_view> ReservedWords() { return kReservedWords; }

bool IsSpecialBuiltin(std::string_view text) {
  return std::find(kSpecialBuiltins.begin(), kSpecialBuiltins.end(), text) !=
         kSpecialBuiltins.end();
}

}  // namespace corix
