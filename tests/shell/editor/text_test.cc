// Characters, their boundaries and widths.

#include "shell/editor/text.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace corix {
namespace {

// What is one character to a person is one step of the cursor.
TEST(TextTest, Clusters) {
  const std::vector<std::string> clusters = {"a",
                                             "e\u0301",
                                             "\u4e2d",
                                             "\U0001f468\u200d\U0001f469\u200d\U0001f467",
                                             "\U0001f1e9\U0001f1ea",
                                             "\u2764\ufe0f",
                                             "\xff",
                                             "\xe4\xb8",
                                             " ",
                                             "\u1100\u1161\u11a8",
                                             "\n",
                                             "\t"};
  std::string text;
  std::vector<std::size_t> places = {0};
  for (const std::string& cluster : clusters) {
    // A beginning that nothing completes is two characters.
    if (cluster == "\xe4\xb8") places.push_back(text.size() + 1);
    text += cluster;
    places.push_back(text.size());
  }
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    EXPECT_EQ(NextCluster(text, places[i]), places[i + 1]);
    EXPECT_EQ(PreviousCluster(text, places[i + 1]), places[i]);
    for (std::size_t at = places[i]; at < places[i + 1]; ++at) {
      EXPECT_EQ(ClusterBoundary(text, at), places[i]);
    }
  }
  EXPECT_EQ(NextCluster(text, text.size()), text.size());
  EXPECT_EQ(PreviousCluster(text, 0), 0);
}

// To the left is the way back from to the right, in any text.
TEST(TextTest, ThereAndBack) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    constexpr std::string_view kBytes =
        "ab \n\xcc\x81\xe4\xb8\xad\xf0\x9f\x98\x80\xe2\x80\x8d\xf0\x9f\x87\xa9\xff\xd8\x80";
    std::string text;
    for (int i = 0; i < 60; ++i) {
      const std::size_t at = random() % kBytes.size();
      text += kBytes.substr(at, 1 + random() % 6);
    }
    std::vector<std::size_t> forward = {0};
    while (forward.back() < text.size()) forward.push_back(NextCluster(text, forward.back()));
    for (std::size_t i = forward.size() - 1; i > 0; --i) {
      ASSERT_EQ(PreviousCluster(text, forward[i]), forward[i - 1]) << seed;
    }
  }
}

TEST(TextTest, Widths) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("\u4e2d\u6587"), 4);
  EXPECT_EQ(DisplayWidth("\U0001f600"), 2);
  // Sent without the joiner, which some terminals know and others do not.
  EXPECT_EQ(DisplayWidth("\U0001f468\u200d\U0001f469"), 4);
  EXPECT_EQ(DisplayWidth("\x01"), 2);
  EXPECT_EQ(DisplayWidth("\xff"), 4);
  EXPECT_EQ(DisplayWidth("\u202e"), 6);
  EXPECT_EQ(DisplayWidth("\u0301"), 1);
}

// Nothing that is shown can do anything to a terminal but move its cursor to the right.
TEST(TextTest, GlyphsAreHarmless) {
  for (char32_t c = 1; c < 0x3100; ++c) {
    std::string bytes;
    if (c < 0x80) {
      bytes = std::string(1, static_cast<char>(c));
    } else if (c < 0x800) {
      bytes = {static_cast<char>(0xc0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3f))};
    } else {
      bytes = {static_cast<char>(0xe0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3f)),
               static_cast<char>(0x80 | (c & 0x3f))};
    }
    int width = 0;
    for (const Glyph& glyph : GlyphsOf(bytes)) {
      width += glyph.width;
      for (const char byte : glyph.bytes) {
        EXPECT_FALSE(static_cast<unsigned char>(byte) < ' ' || byte == '\x7f')
            << static_cast<int>(c);
      }
      EXPECT_TRUE(glyph.bytes.size() < 2 || glyph.bytes[0] != '\xc2' ||
                  static_cast<unsigned char>(glyph.bytes[1]) >= 0xa0)
          << static_cast<int>(c);
    }
    EXPECT_GE(width, 1) << static_cast<int>(c);
  }
}

TEST(TextTest, IncompleteTails) {
  EXPECT_EQ(IncompleteTail("a"), 0);
  EXPECT_EQ(IncompleteTail("a\xc3"), 1);
  EXPECT_EQ(IncompleteTail("a\xe4\xb8"), 2);
  EXPECT_EQ(IncompleteTail("\xf0\x9f\x98"), 3);
  EXPECT_EQ(IncompleteTail("\xe4\xb8\xad"), 0);
  EXPECT_EQ(IncompleteTail("\x80\x80\x80\x80"), 0);
  EXPECT_EQ(IncompleteTail(""), 0);
}

}  // namespace
}  // namespace corix
