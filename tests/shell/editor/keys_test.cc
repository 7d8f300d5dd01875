// Bytes to keys.

#include "shell/editor/keys.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace corix {
namespace {

using Kind = Key::Kind;

std::string Name(const Key& key) {
  static const char* const kNames[] = {
      "text", "control", "paste",  "up",     "down",     "left",    "right",  "home",
      "end",  "delete",  "insert", "pageup", "pagedown", "backtab", "escape", "unknown"};
  std::string name = kNames[static_cast<int>(key.kind)];
  if (key.shift) name = "shift-" + name;
  if (key.control) name = "control-" + name;
  if (key.meta) name = "meta-" + name;
  return key.text.empty() ? name : name + ":" + key.text;
}

std::string Decode(const std::vector<std::string>& pieces, bool timeout = false) {
  KeyDecoder decoder;
  std::deque<Key> keys;
  for (const std::string& piece : pieces) decoder.Feed(piece, keys);
  if (timeout) decoder.Timeout(keys);
  std::string names;
  for (const Key& key : keys) names += (names.empty() ? "" : " ") + Name(key);
  return names;
}

struct Case {
  std::string bytes;
  std::string keys;
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"ab", "text:a text:b"},
      {"\x01\x1a\x1f\x7f\r\n\t",
       "control:A control:Z control:_ control:? control:M control:J control:I"},
      {std::string(1, '\0'), "control:@"},
      {"\u00e9\u4e2d\U0001f600", "text:\u00e9 text:\u4e2d text:\U0001f600"},
      // Not UTF-8: each byte is for itself, and nothing that follows is lost.
      {"\xff"
       "a",
       "text:\xff text:a"},
      {"\xe4\xb8"
       "a",
       "text:\xe4 text:\xb8 text:a"},
      {"\xe4\xb8\x1b[A", "text:\xe4 text:\xb8 up"},
      {"\xc0\xaf", "text:\xc0 text:\xaf"},
      {"\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F", "up down right left home end"},
      {"\x1bOA\x1bOD\x1bOH\x1bOF", "up left home end"},
      {"\x1b[1~\x1b[2~\x1b[3~\x1b[4~\x1b[5~\x1b[6~\x1b[7~\x1b[8~",
       "home insert delete end pageup pagedown home end"},
      {"\x1b[1;5C\x1b[1;3D\x1b[1;2A\x1b[3;5~", "control-right meta-left shift-up control-delete"},
      {"\x1b[Z", "backtab"},
      {"\x1b"
       "bx\x1b\x7f",
       "meta-text:b text:x meta-control:?"},
      {"\x1b\xc3\xa9x", "meta-text:\u00e9 text:x"},
      {"\x1b\x1b[A", "meta-up"},
      {"\x1b[[A\x1b[15~\x1b[?1;2c\x1b[99;1uq", "unknown unknown unknown unknown text:q"},
      // A sequence that is broken off.
      {"\x1b[1\x03q", "unknown control:C text:q"},
      {"\x1b[200~a\rb\x1b[Cc\x1b[201~d", "paste:a\rb\x1b[Cc text:d"},
      {"\x1b[200~\xe4\xb8\xad\x1b[201~", "paste:\u4e2d"},
      {"\x1b[200~\x1b[20\x1b[201~x", "paste:\x1b[20 text:x"},
      // The end of the paste was lost.
      {"\x1b[200~abc\x03x", "paste:abc control:C text:x"},
  };
  return cases;
}

TEST(KeyDecoderTest, KnowsTheKeys) {
  for (const Case& c : Cases()) EXPECT_EQ(Decode({c.bytes}), c.keys);
}

// Wherever the bytes are divided, the keys are the same. (Of a paste, the pieces may be others.)
TEST(KeyDecoderTest, PiecesMakeNoDifference) {
  const auto joined = [](std::string names) {
    for (std::size_t at; (at = names.find(" paste:")) != names.npos;) names.erase(at, 7);
    return names;
  };
  for (const Case& c : Cases()) {
    for (std::size_t cut = 0; cut <= c.bytes.size(); ++cut) {
      EXPECT_EQ(joined(Decode({c.bytes.substr(0, cut), c.bytes.substr(cut)})), c.keys) << cut;
    }
    std::vector<std::string> bytes;
    for (const char byte : c.bytes) bytes.emplace_back(1, byte);
    EXPECT_EQ(joined(Decode(bytes)), c.keys);
  }
}

// Only the time tells whether an ESC was the key Escape.
TEST(KeyDecoderTest, EscapeAlone) {
  EXPECT_EQ(Decode({"\x1b"}), "");
  EXPECT_EQ(Decode({"\x1b"}, true), "escape");
  EXPECT_EQ(Decode({"\x1b\x1b"}, true), "escape escape");
  EXPECT_EQ(Decode({"\x1b["}, true), "meta-text:[");
  EXPECT_EQ(Decode({"\x1bO"}, true), "meta-text:O");
  EXPECT_EQ(Decode({"\x1b[1;"}, true), "unknown");
  EXPECT_EQ(Decode({"a"}, true), "text:a");
  // Half a character stays.
  EXPECT_EQ(Decode({"\xc3"}, true), "");
}

TEST(KeyDecoderTest, TellsWhenItWaits) {
  KeyDecoder decoder;
  std::deque<Key> keys;
  const auto waits = [&](std::string_view bytes) {
    decoder.Feed(bytes, keys);
    return decoder.may_be_escape();
  };
  EXPECT_FALSE(waits("a"));
  EXPECT_TRUE(waits("\x1b"));
  EXPECT_TRUE(waits("["));
  EXPECT_FALSE(waits("A"));
  EXPECT_FALSE(waits("\xc3"));
  EXPECT_FALSE(waits("\xa9\x1b[200~abc"));
  EXPECT_EQ(decoder.safe_to_read(), 6);
  EXPECT_FALSE(waits("\x1b[2"));
  EXPECT_EQ(decoder.safe_to_read(), 3);
  EXPECT_FALSE(waits("01~"));
  EXPECT_EQ(decoder.safe_to_read(), 1);
}

// Whatever comes, the decoder comes back: after a while and a few letters, letters are letters.
TEST(KeyDecoderTest, NothingConfusesItForLong) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    std::mt19937 random(seed);
    std::deque<Key> keys;
    KeyDecoder decoder;
    constexpr std::string_view kBytes = "\x1b\x1b\x1b[[O0127;~A\xff\xc3\xa9\xe4\x03 a";
    for (int i = 0; i < 100; ++i) {
      decoder.Feed(kBytes.substr(random() % kBytes.size(), 1), keys);
    }
    // (C-c, should it be in a paste.)
    decoder.Feed("\x03", keys);
    decoder.Timeout(keys);
    keys.clear();
    decoder.Feed("z", keys);
    ASSERT_EQ(keys.size(), 1) << seed;
    EXPECT_EQ(keys.front(), (Key{.kind = Kind::kText, .text = "z"})) << seed;
  }
}

}  // namespace
}  // namespace corix
