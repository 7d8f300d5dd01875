#include "kernel/trace_text.h"

#include <array>
#include <charconv>

namespace corix {
namespace {

constexpr std::size_t kLongestString = 100;

// How many bytes the character at the front has; 0: it is none (RFC 3629).
std::size_t Utf8Length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  // Too long for what they say, halves of pairs, and what is beyond Unicode.
  const bool wrong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) ||
                     (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F);
  return wrong ? 0 : length;
}

}  // namespace

void TraceText::PutNumber(std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  text_.insert(text_.end(), digits.begin(), end);
}

void TraceText::PutTime(std::uint64_t nanoseconds) {
  constexpr std::uint64_t kThousand = 1000;
  PutNumber(nanoseconds / kThousand);
  const auto rest = static_cast<unsigned>(nanoseconds % kThousand);
  const std::array<char, 4> decimals = {'.', static_cast<char>('0' + rest / 100),
                                        static_cast<char>('0' + rest / 10 % 10),
                                        static_cast<char>('0' + rest % 10)};
  text_.insert(text_.end(), decimals.begin(), decimals.end());
}

void TraceText::PutString(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  Put("\"");
  for (std::size_t at = 0; at < text.size() && at < kLongestString;) {
    const std::size_t length = Utf8Length(text.substr(at));
    const char c = text[at];
    if (length == 0) {
      Put("\\ufffd");
    } else if (c == '"' || c == '\\') {
      Put("\\");
      Put(text.substr(at, 1));
    } else if (length == 1 && (static_cast<unsigned char>(c) < ' ' || c == '\x7f')) {
      Put("\\u00");
      Put(kHex.substr(static_cast<unsigned char>(c) / 16U, 1));
      Put(kHex.substr(static_cast<unsigned char>(c) % 16U, 1));
    } else {
      Put(text.substr(at, length));
    }
    at += length == 0 ? 1 : length;
  }
  Put("\"");
}

void TraceText::Begin(char phase, int track, std::uint64_t time, std::string_view name) {
  Put(",\n{\"ph\":\"");
  text_.push_back(phase);
  Put("\",\"pid\":1,\"tid\":");
  PutNumber(static_cast<std::uint64_t>(track));
  Put(",\"ts\":");
  PutTime(time);
  Put(",\"name\":");
  // (Names of calls need no quoting, and most are.)
  Put("\"");
  Put(name);
  Put("\"");
}

}  // namespace corix
