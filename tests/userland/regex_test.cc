// Regular expressions of POSIX, as RE2 gets them. (tools_property_test.cc compares with the
// host's.)

#include "userland/lib/regex.h"

#include <gtest/gtest.h>

#include <string>

namespace corix {
namespace {

std::string Basic(std::string_view pattern) {
  const auto translated = TranslateRegex(pattern, RegexSyntax::kBasic);
  return translated.ok() ? *translated : std::string(translated.status().message());
}

std::string Extended(std::string_view pattern) {
  const auto translated = TranslateRegex(pattern, RegexSyntax::kExtended);
  return translated.ok() ? *translated : std::string(translated.status().message());
}

TEST(RegexTest, BasicExpressions) {
  EXPECT_EQ(Basic("a*b"), "a*b");
  EXPECT_EQ(Basic("*a"), "\\*a");
  EXPECT_EQ(Basic("^*a"), "^\\*a");
  EXPECT_EQ(Basic("a+?|(){}"), "a\\+\\?\\|\\(\\)\\{\\}");
  EXPECT_EQ(Basic("\\(a\\|b\\)\\{2,\\}"), "(?:a|b){2,}");
  EXPECT_EQ(Basic("a^b$c$"), "a\\^b\\$c$");
  EXPECT_EQ(Basic("a**"), "(?:a*)*");
  EXPECT_EQ(Basic("\\."), "\\.");
}

TEST(RegexTest, ExtendedExpressions) {
  EXPECT_EQ(Extended("(a|b)+?"), "(?:(?:a|b)+)?");
  EXPECT_EQ(Extended("a{,3}"), "a{0,3}");
  EXPECT_EQ(Extended("a{x"), "a\\{x");
  EXPECT_EQ(Extended("\\(a\\)"), "\\(a\\)");
  EXPECT_EQ(Extended("\\<a\\>"), "\\ba\\b");
}

TEST(RegexTest, BracketExpressions) {
  EXPECT_EQ(Basic("[abc]"), "[abc]");
  EXPECT_EQ(Basic("[]a]"), "[\\x5da]");
  EXPECT_EQ(Basic("[^]a]"), "[^\\x5da]");
  EXPECT_EQ(Basic("[a\\]"), "[a\\x5c]");
  EXPECT_EQ(Basic("[a-]"), "[a\\x2d]");
  EXPECT_EQ(Basic("[[:alpha:]_]"), "[[:alpha:]\\x5f]");
  EXPECT_EQ(Basic("[[.-.]x[=e=]]"), "[\\x2dxe]");
  EXPECT_EQ(Basic("[à-ü]"), "[à-ü]");
}

TEST(RegexTest, Refusals) {
  const std::string wrong = "wrong regular expression: ";
  EXPECT_EQ(Basic("[a"), wrong + "[ without ]");
  EXPECT_EQ(Basic("[[:letter:]]"), wrong + "no class [:letter:]");
  EXPECT_EQ(Basic("[z-a]"), wrong + "the range z-a");
  EXPECT_EQ(Basic("\\(a"), wrong + "\\( without \\)");
  EXPECT_EQ(Basic("a\\)"), wrong + "\\) without \\(");
  EXPECT_EQ(Extended("(a"), wrong + "( without )");
  EXPECT_EQ(Basic("\\(a\\)\\1"), wrong + "back-references are not supported");
  EXPECT_EQ(Basic("a\\{2,1\\}"), wrong + "what stands in { }");
  EXPECT_EQ(Extended("a{2000}"), wrong + "a repetition of more than 1000");
  EXPECT_EQ(Basic("a\\"), wrong + "\\ at the end");
}

// What makes others take time without end takes none here.
TEST(RegexTest, WickedExpressionsAreHarmless) {
  const absl::StatusOr<Regex> regex =
      Regex::Compile({"(a*)*(a*)*b"}, {.syntax = RegexSyntax::kExtended});
  ASSERT_TRUE(regex.ok());
  EXPECT_FALSE(regex->Matches(std::string(100'000, 'a')));
}

TEST(RegexTest, WholeWordsOneByOne) {
  const absl::StatusOr<Regex> regex = Regex::Compile({"a", "ab"}, {.whole_words = true});
  ASSERT_TRUE(regex.ok());
  const std::string line = "ab a xa a";
  EXPECT_EQ(regex->Find(line, 0), Regex::Range(0, 2));
  EXPECT_EQ(regex->Find(line, 2), Regex::Range(3, 4));
  EXPECT_EQ(regex->Find(line, 4), Regex::Range(8, 9));
  EXPECT_EQ(regex->Find(line, 9), std::nullopt);
  EXPECT_EQ(Regex::Compile({"a"}, {.whole_words = true})->Find("a", 1), std::nullopt);
}

TEST(RegexTest, NoPatternMatchesNothing) {
  const absl::StatusOr<Regex> regex = Regex::Compile({}, {});
  ASSERT_TRUE(regex.ok());
  EXPECT_FALSE(regex->Matches(""));
  EXPECT_FALSE(regex->Matches("a"));
}

}  // namespace
}  // namespace corix
