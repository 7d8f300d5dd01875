#include "shell/editor/keys.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "shell/editor/text.h"

namespace corix {
namespace {

constexpr char kCancel = '\x03';
constexpr std::string_view kEndOfPaste = "\x1b[201~";
// A longer sequence is no key.
constexpr std::size_t kLongestKey = 64;

struct FinalKey {
  char final;
  Key::Kind kind;
};
constexpr std::array kFinalKeys = {
    FinalKey{'A', Key::Kind::kUp},      FinalKey{'B', Key::Kind::kDown},
    FinalKey{'C', Key::Kind::kRight},   FinalKey{'D', Key::Kind::kLeft},
    FinalKey{'F', Key::Kind::kEnd},     FinalKey{'H', Key::Kind::kHome},
    FinalKey{'Z', Key::Kind::kBackTab},
};

struct NumberKey {
  int number;
  Key::Kind kind;
};
constexpr std::array kNumberKeys = {
    NumberKey{1, Key::Kind::kHome},   NumberKey{2, Key::Kind::kInsert},
    NumberKey{3, Key::Kind::kDelete}, NumberKey{4, Key::Kind::kEnd},
    NumberKey{5, Key::Kind::kPageUp}, NumberKey{6, Key::Kind::kPageDown},
    NumberKey{7, Key::Kind::kHome},   NumberKey{8, Key::Kind::kEnd},
};

Key::Kind KindOf(char final, int number) {
  if (final == '~') {
    for (const NumberKey& key : kNumberKeys) {
      if (key.number == number) return key.kind;
    }
  }
  for (const FinalKey& key : kFinalKeys) {
    if (key.final == final) return key.kind;
  }
  return Key::Kind::kUnknown;
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

}  // namespace

void KeyDecoder::Feed(std::string_view bytes, std::deque<Key>& keys) {
  for (const char c : bytes) Take(c, keys);
  if (state_ == State::kPaste) FlushPaste(keys, false);
}

void KeyDecoder::Push(Key key, std::deque<Key>& keys) {
  key.meta |= std::exchange(meta_, false);
  keys.push_back(std::move(key));
}

// Bytes that began a character, and that no others complete.
void KeyDecoder::FlushText(std::deque<Key>& keys) {
  for (const char c : std::exchange(text_, "")) {
    Push({.kind = Key::Kind::kText, .text = std::string(1, c)}, keys);
  }
}

void KeyDecoder::Take(char c, std::deque<Key>& keys) {
  switch (state_) {
    case State::kGround:
      return TakeGround(c, keys);
    case State::kEscape:
      if (c == kEsc) {
        // Escape twice: the second may begin the sequence of a key, which is then with Meta.
        if (meta_) Push({.kind = Key::Kind::kEscape}, keys);
        meta_ = true;
        return;
      }
      state_ = c == '[' ? State::kCsi : c == 'O' ? State::kSs3 : State::kGround;
      parameters_.clear();
      if (state_ != State::kGround) return;
      meta_ = true;
      return TakeGround(c, keys);
    case State::kCsi:
      if (c == '[' && parameters_.empty()) {
        state_ = State::kLinux;
        return;
      }
      [[fallthrough]];
    case State::kSs3:
      if (c >= '@' && c <= '~') return EndSequence(c, keys);
      if (c >= ' ' && c < '@') {
        parameters_ += c;
        if (parameters_.size() <= kLongestKey) return;
      }
      // A sequence that is broken off. What broke it off counts.
      state_ = State::kGround;
      Push({.kind = Key::Kind::kUnknown}, keys);
      return IsControl(c) ? TakeGround(c, keys) : void();
    case State::kLinux:
      state_ = State::kGround;
      Push({.kind = Key::Kind::kUnknown}, keys);
      return IsControl(c) ? TakeGround(c, keys) : void();
    case State::kPaste:
      TakeInPaste(c);
      if (matched_ == kEndOfPaste.size() || (matched_ == 0 && c == kCancel)) {
        FlushPaste(keys, true);
        state_ = State::kGround;
        // Should the end of a paste be lost, there is a way out of it.
        if (matched_ == 0) TakeGround(c, keys);
      }
      return;
  }
}

void KeyDecoder::TakeGround(char c, std::deque<Key>& keys) {
  if (!text_.empty()) {
    const std::string before = text_;
    text_ += c;
    std::size_t size = 0;
    if (FirstCodePoint(text_, &size) >= 0) {
      return Push({.kind = Key::Kind::kText, .text = std::exchange(text_, "")}, keys);
    }
    if (IncompleteTail(text_) == text_.size()) return;
    text_ = before;
    FlushText(keys);
  }
  if (c == kEsc) {
    state_ = State::kEscape;
  } else if (IsControl(c)) {
    const char letter = c == '\x7f' ? '?' : static_cast<char>(c | 0x40);
    Push({.kind = Key::Kind::kControl, .text = std::string(1, letter)}, keys);
  } else if (text_ = std::string(1, c); IncompleteTail(text_) == 0) {
    FlushText(keys);
  }
}

void KeyDecoder::TakeInPaste(char c) {
  if (c == kEndOfPaste[matched_]) {
    ++matched_;
    return;
  }
  // The mark begins with the only ESC in it.
  paste_ += kEndOfPaste.substr(0, std::exchange(matched_, 0));
  if (c == kEndOfPaste[0]) {
    matched_ = 1;
  } else if (c != kCancel) {
    paste_ += c;
  }
}

// A piece ends where a character does.
void KeyDecoder::FlushPaste(std::deque<Key>& keys, bool all) {
  std::string piece = std::exchange(paste_, "");
  const std::size_t tail = all ? 0 : IncompleteTail(piece);
  paste_ = piece.substr(piece.size() - tail);
  piece.resize(piece.size() - tail);
  if (!piece.empty()) Push({.kind = Key::Kind::kPaste, .text = std::move(piece)}, keys);
}

void KeyDecoder::EndSequence(char final, std::deque<Key>& keys) {
  state_ = State::kGround;
  int number = 0;
  int modifiers = 0;
  const std::vector<std::string> numbers = absl::StrSplit(parameters_, ';');
  const bool is_plain = std::all_of(parameters_.begin(), parameters_.end(),
                                    [](char c) { return (c >= '0' && c <= '9') || c == ';'; });
  if (is_plain && !parameters_.empty()) {
    (void)absl::SimpleAtoi(numbers[0], &number);
    if (numbers.size() > 1) (void)absl::SimpleAtoi(numbers[1], &modifiers);
  }
  if (final == '~' && number == 200) {
    state_ = State::kPaste;
    matched_ = 0;
    meta_ = false;
    return;
  }
  Key key{.kind = is_plain ? KindOf(final, number) : Key::Kind::kUnknown};
  // xterm's: one more than a sum of 1 for Shift, 2 for Alt, 4 for Control.
  if (modifiers > 0) {
    const auto bits = static_cast<unsigned>(modifiers - 1);
    key.shift = (bits & 1U) != 0;
    key.meta = (bits & 2U) != 0;
    key.control = (bits & 4U) != 0;
  }
  Push(std::move(key), keys);
}

void KeyDecoder::Timeout(std::deque<Key>& keys) {
  if (!may_be_escape()) return;
  const State state = std::exchange(state_, State::kGround);
  if (state == State::kEscape) {
    const bool twice = std::exchange(meta_, false);
    if (twice) Push({.kind = Key::Kind::kEscape}, keys);
    Push({.kind = Key::Kind::kEscape}, keys);
  } else if (parameters_.empty() && state != State::kLinux) {
    // Somebody has typed Escape and a bracket, or an O.
    meta_ = true;
    Push({.kind = Key::Kind::kText, .text = state == State::kCsi ? "[" : "O"}, keys);
  } else {
    Push({.kind = Key::Kind::kUnknown}, keys);
  }
  meta_ = false;
}

std::size_t KeyDecoder::safe_to_read() const {
  return state_ == State::kPaste ? kEndOfPaste.size() - matched_ : 1;
}

}  // namespace corix
