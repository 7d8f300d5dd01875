// userland/lib/screen_keys.h: bytes from a terminal to the keys of a program that has the screen.
//
// Bytes may come in any pieces: what is not complete stays inside. An ESC may be the key Escape, or
// the beginning of another key: if nothing follows for a while, Timeout() decides for Escape. What
// nobody knows is kUnknown, never a number of letters.
#ifndef CORIX_USERLAND_LIB_SCREEN_KEYS_H_
#define CORIX_USERLAND_LIB_SCREEN_KEYS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace corix {

struct ScreenKey {
  enum class Kind : std::uint8_t {
    kCharacter,  // `character` is printable ASCII
    kControl,    // `character` is 'C' for Ctrl-C
    kEnter,
    kBackspace,
    kEscape,
    kUp,
    kDown,
    kPageUp,
    kPageDown,
    kHome,
    kEnd,
    kUnknown,
  };
  Kind kind = Kind::kUnknown;
  char character = '\0';

  friend bool operator==(const ScreenKey&, const ScreenKey&) = default;
};

class ScreenKeys {
 public:
  std::vector<ScreenKey> Feed(std::string_view bytes);
  // Whether what is inside may be the key Escape.
  bool may_be_escape() const { return !inside_.empty(); }
  std::vector<ScreenKey> Timeout();

 private:
  std::string inside_;  // of a sequence, from its ESC on
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_SCREEN_KEYS_H_
