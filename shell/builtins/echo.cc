#include "absl/strings/ascii.h"
#include "shell/builtins/builtins.h"

namespace corix {
namespace {

// A number of at most `most` digits of a base at text[at], which goes behind it.
unsigned TakeDigits(std::string_view text, std::size_t& at, std::size_t most, unsigned base) {
  unsigned value = 0;
  for (const std::size_t end = at + most; at < end && at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const unsigned digit = absl::ascii_isdigit(c)    ? c - '0'
                           : absl::ascii_isxdigit(c) ? absl::ascii_tolower(c) - 'a' + 10U
                                                     : base;
    if (digit >= base) break;
    value = value * base + digit;
  }
  return value;
}

// What bash's echo -e makes of a text. False: a \c has ended all output.
bool AppendEscaped(std::string& out, std::string_view text) {
  static constexpr std::string_view kNames = "abefnrtv\\";
  static constexpr std::string_view kMeanings = "\a\b\x1b\f\n\r\t\v\\";
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c != '\\' || at == text.size()) {
      out += c;
      continue;
    }
    const char name = text[at++];
    if (name == 'c') return false;
    if (const std::size_t known = kNames.find(name); known != kNames.npos) {
      out += kMeanings[known];
    } else if (name == '0') {
      out += static_cast<char>(TakeDigits(text, at, 3, 8));
    } else if (name == 'x' && at < text.size() &&
               absl::ascii_isxdigit(static_cast<unsigned char>(text[at]))) {
      out += static_cast<char>(TakeDigits(text, at, 2, 16));
    } else {
      (out += '\\') += name;
    }
  }
  return true;
}

}  // namespace

int EchoBuiltin(ShellState& state, const Args& args) {
  bool newline = true;
  bool escapes = false;
  std::size_t at = 1;
  for (; at < args.size(); ++at) {
    const std::string& arg = args[at];
    const bool is_option =
        arg.size() > 1 && arg[0] == '-' && arg.find_first_not_of("neE", 1) == std::string::npos;
    if (!is_option) break;
    for (const char letter : std::string_view(arg).substr(1)) {
      if (letter == 'n') newline = false;
      if (letter != 'n') escapes = letter == 'e';
    }
  }
  for (std::size_t i = at; i < args.size(); ++i) {
    if (i > at) state.out += ' ';
    if (!escapes) {
      state.out += args[i];
    } else if (!AppendEscaped(state.out, args[i])) {
      return 0;
    }
  }
  if (newline) state.out += '\n';
  return 0;
}

}  // namespace corix
