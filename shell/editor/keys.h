// shell/editor/keys.h: bytes from a terminal to keys.
//
// Bytes may come in any pieces. Nothing here waits: a key whose bytes are not all there stays
// inside, and if that is an escape sequence, which might also be the key Escape, the caller tells
// when he has waited long enough.
#ifndef CORIX_SHELL_EDITOR_KEYS_H_
#define CORIX_SHELL_EDITOR_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace corix {

struct Key {
  enum class Kind : std::uint8_t {
    kText,     // `text` is a character of UTF-8, or one byte that is none
    kControl,  // `text` is "A" for C-a, up to "Z"; "@", "[", "\\", "]", "^", "_"; "?" for DEL
    kPaste,    // `text` is a piece of what is pasted
    kUp,
    kDown,
    kLeft,
    kRight,
    kHome,
    kEnd,
    kDelete,
    kInsert,
    kPageUp,
    kPageDown,
    kBackTab,
    kEscape,
    kUnknown,  // a key that sends a sequence which we do not know
  };
  Kind kind = Kind::kUnknown;
  std::string text = {};
  bool meta = false;
  bool control = false;  // of arrows and the like
  bool shift = false;

  friend bool operator==(const Key&, const Key&) = default;
};

class KeyDecoder {
 public:
  void Feed(std::string_view bytes, std::deque<Key>& keys);
  // Whether what is inside may be all: then, after a while without a byte, Timeout() is to be
  // called.
  bool may_be_escape() const { return state_ != State::kGround && state_ != State::kPaste; }
  void Timeout(std::deque<Key>& keys);

  // How many bytes may be read at once without taking any that follow a key: one, but more in the
  // middle of a paste.
  std::size_t safe_to_read() const;

 private:
  enum class State : std::uint8_t { kGround, kEscape, kCsi, kSs3, kLinux, kPaste };

  void Take(char c, std::deque<Key>& keys);
  void TakeGround(char c, std::deque<Key>& keys);
  void TakeInPaste(char c);
  void FlushText(std::deque<Key>& keys);
  void FlushPaste(std::deque<Key>& keys, bool all);
  void EndSequence(char final, std::deque<Key>& keys);
  void Push(Key key, std::deque<Key>& keys);

  State state_ = State::kGround;
  bool meta_ = false;        // an ESC came before
  std::string text_;         // of UTF-8, not complete
  std::string parameters_;   // of a sequence
  std::string paste_;        // what was not yet handed out
  std::size_t matched_ = 0;  // of the mark that ends a paste
};

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_KEYS_H_
