// Bytes from a terminal to the keys of a program that has the screen.

#include "userland/lib/screen_keys.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"

namespace corix {
namespace {

std::string KeysOf(std::vector<ScreenKey> keys) {
  std::string text;
  for (const ScreenKey& key : keys) {
    absl::StrAppend(&text, static_cast<int>(key.kind),
                    key.character == '\0' ? "" : std::string(1, key.character), " ");
  }
  return text;
}

// Whatever the pieces in which bytes come, the keys are the same.
TEST(ScreenKeysTest, PiecesDoNotMatter) {
  const std::string bytes = "q\x03\r\x7f\x1b[A\x1bOB\x1b[5~\x1b[6~\x1b[15;2~\x1b[H\x1bz\xc3\xa4k";
  const std::string whole = KeysOf(ScreenKeys().Feed(bytes));
  EXPECT_EQ(whole, "0q 1C 2 3 5 6 7 8 11 9 11 11 11 0k ");
  std::mt19937 random(7);
  for (int run = 0; run < 200; ++run) {
    ScreenKeys keys;
    std::string all;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = 1 + random() % 4;
      all += KeysOf(keys.Feed(std::string_view(bytes).substr(at, size)));
      at += size;
    }
    EXPECT_EQ(all, whole);
  }
}

TEST(ScreenKeysTest, EscapeIsDecidedByTime) {
  ScreenKeys keys;
  EXPECT_TRUE(keys.Feed("\x1b").empty());
  EXPECT_TRUE(keys.may_be_escape());
  EXPECT_EQ(keys.Timeout(), std::vector<ScreenKey>{{ScreenKey::Kind::kEscape}});
  EXPECT_FALSE(keys.may_be_escape());
  EXPECT_TRUE(keys.Timeout().empty());
}

}  // namespace
}  // namespace corix
