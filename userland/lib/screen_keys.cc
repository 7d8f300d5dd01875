#include "userland/lib/screen_keys.h"

#include <array>
#include <utility>

namespace corix {
namespace {

using Kind = ScreenKey::Kind;

constexpr char kEscapeByte = '\x1b';
constexpr char kDeleteByte = '\x7f';
constexpr std::size_t kLongestSequence = 16;

// What follows ESC [ or ESC O (ECMA-48, and what xterm sends).
constexpr std::array<std::pair<std::string_view, Kind>, 12> kSequences = {{{"A", Kind::kUp},
                                                                           {"B", Kind::kDown},
                                                                           {"H", Kind::kHome},
                                                                           {"F", Kind::kEnd},
                                                                           {"M", Kind::kEnter},
                                                                           {"1~", Kind::kHome},
                                                                           {"7~", Kind::kHome},
                                                                           {"4~", Kind::kEnd},
                                                                           {"8~", Kind::kEnd},
                                                                           {"5~", Kind::kPageUp},
                                                                           {"6~", Kind::kPageDown},
                                                                           {"2~", Kind::kUnknown}}};

ScreenKey KeyOfSequence(std::string_view sequence) {
  for (const auto& [text, kind] : kSequences) {
    if (text == sequence) return {kind};
  }
  return {Kind::kUnknown};
}

ScreenKey KeyOfByte(char byte) {
  constexpr char kFirstPrintable = ' ';
  constexpr char kLetterOfControl = '@';
  if (byte == '\r' || byte == '\n') return {Kind::kEnter};
  if (byte == '\b' || byte == kDeleteByte) return {Kind::kBackspace};
  if (byte < 0) return {Kind::kUnknown};
  if (byte < kFirstPrintable) return {Kind::kControl, static_cast<char>(byte + kLetterOfControl)};
  return {Kind::kCharacter, byte};
}

// ESC [ 1 5 ~: parameters, then a byte from @ to ~.
bool Ends(char byte) { return byte >= '@' && byte <= '~'; }

}  // namespace

std::vector<ScreenKey> ScreenKeys::Feed(std::string_view bytes) {
  std::vector<ScreenKey> keys;
  for (const char byte : bytes) {
    if (inside_.empty()) {
      if (byte == kEscapeByte) {
        inside_ = byte;
      } else {
        keys.push_back(KeyOfByte(byte));
      }
    } else if (inside_.size() == 1) {
      if (byte == '[' || byte == 'O') {
        inside_ += byte;
      } else if (byte == kEscapeByte) {
        keys.push_back({Kind::kEscape});
      } else {
        // Alt and a key: nobody has a use for it.
        inside_.clear();
        keys.push_back({Kind::kUnknown});
      }
    } else if (Ends(byte) || byte == kEscapeByte || inside_.size() > kLongestSequence) {
      inside_ += byte;
      keys.push_back(KeyOfSequence(std::string_view(inside_).substr(2)));
      inside_.clear();
      if (byte == kEscapeByte) inside_ = byte;
    } else {
      inside_ += byte;
    }
  }
  return keys;
}

std::vector<ScreenKey> ScreenKeys::Timeout() {
  std::vector<ScreenKey> keys;
  if (!inside_.empty()) keys.push_back({inside_.size() == 1 ? Kind::kEscape : Kind::kUnknown});
  inside_.clear();
  return keys;
}

}  // namespace corix
