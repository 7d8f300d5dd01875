#include "userland/lib/parse.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace corix {
namespace {

constexpr std::int64_t kLeast = INT64_MIN;
constexpr std::int64_t kMost = INT64_MAX;

std::string WhyNoNumber(std::string_view text, std::int64_t least, std::int64_t most) {
  return ParseNumber(text, least, most).status().ToString();
}

std::string WhyNoSeconds(std::string_view text) { return ParseSeconds(text).status().ToString(); }

// Both bounds belong to the range, and the next number on either side does not.
TEST(ParseNumberTest, Bounds) {
  EXPECT_EQ(ParseNumber("0", 0, 9).value(), 0);
  EXPECT_EQ(ParseNumber("9", 0, 9).value(), 9);
  EXPECT_EQ(WhyNoNumber("10", 0, 9), "OUT_OF_RANGE: 10 is not from 0 to 9");
  EXPECT_EQ(WhyNoNumber("-1", 0, 9), "OUT_OF_RANGE: -1 is not from 0 to 9");
  EXPECT_EQ(ParseNumber("9223372036854775807", kLeast, kMost).value(), kMost);
  EXPECT_EQ(ParseNumber("-9223372036854775808", kLeast, kMost).value(), kLeast);
}

// A number that does not fit into 64 bits is a number nevertheless: out of range, not wrapped
// around.
TEST(ParseNumberTest, TooLargeForTheMachine) {
  for (const std::string text :
       {"9223372036854775808", "-9223372036854775809", "18446744073709551617"}) {
    EXPECT_TRUE(absl::IsOutOfRange(ParseNumber(text, kLeast, kMost).status())) << text;
  }
  EXPECT_TRUE(absl::IsOutOfRange(ParseNumber(std::string(1000, '9'), 0, 9).status()));
}

// Only digits, after at most one minus sign. Zeros in front change nothing: it is never octal.
TEST(ParseNumberTest, Digits) {
  EXPECT_EQ(ParseNumber("010", 0, 99).value(), 10);
  EXPECT_EQ(ParseNumber("-0", 0, 9).value(), 0);
  for (const std::string text :
       {"", "-", "--1", "+1", " 1", "1 ", "1x", "0x1", "1.0", "1e3", "x"}) {
    EXPECT_EQ(WhyNoNumber(text, 0, 9), "INVALID_ARGUMENT: " + text + " is not a number");
  }
  EXPECT_FALSE(ParseNumber(std::string_view("1\0", 2), 0, 9).ok());
}

// Every number is read as it was written.
TEST(ParseNumberTest, RoundTrip) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000; ++i) {
    const auto number = static_cast<std::int64_t>(random()) >> (random() % 64);
    EXPECT_EQ(ParseNumber(absl::StrCat(number), kLeast, kMost).value(), number);
  }
}

// Decimals are exact: a binary fraction would make 0.1 something else.
TEST(ParseSecondsTest, Decimals) {
  EXPECT_EQ(ParseSeconds("2").value(), absl::Seconds(2));
  EXPECT_EQ(ParseSeconds("0").value(), absl::ZeroDuration());
  EXPECT_EQ(ParseSeconds("0.1").value(), absl::Milliseconds(100));
  EXPECT_EQ(ParseSeconds(".5").value(), absl::Milliseconds(500));
  EXPECT_EQ(ParseSeconds("1.000000001").value(), absl::Seconds(1) + absl::Nanoseconds(1));
}

// No sign, no exponent, no unit, no infinity, and digits after the point.
TEST(ParseSecondsTest, Refusals) {
  for (const std::string text :
       {"", ".", "..5", "1.2.3", "-1", "+1", "1e3", "1s", "inf", "nan", "infinity", " 1", "x"}) {
    EXPECT_EQ(WhyNoSeconds(text), "INVALID_ARGUMENT: " + text + " is not a number of seconds");
  }
}

// Less may be the most: up to that, and that itself, all is as it is without.
TEST(ParseSecondsTest, AtMost) {
  EXPECT_EQ(*ParseSeconds("10", absl::Seconds(10)), absl::Seconds(10));
  EXPECT_EQ(ParseSeconds("10.1", absl::Seconds(10)).status().ToString(),
            "OUT_OF_RANGE: 10.1 is more than 10 seconds");
  EXPECT_EQ(ParseSeconds("x", absl::Seconds(10)).status(), ParseSeconds("x").status());
}

// A century is the most; a longer time is refused, however long its number is, and never becomes a
// short one.
TEST(ParseSecondsTest, Most) {
  EXPECT_EQ(ParseSeconds("3153600000").value(), absl::Hours(24 * 365 * 100));
  EXPECT_EQ(WhyNoSeconds("3153600001"),
            "OUT_OF_RANGE: 3153600001 is more than a century of seconds");
  for (const std::string& text : {std::string("3153600000.1"), std::string(19, '9'),
                                  std::string("18446744073709551617"), std::string(1000, '9')}) {
    EXPECT_TRUE(absl::IsOutOfRange(ParseSeconds(text).status())) << text;
  }
}

// So many decimals that no clock has them are not an error.
TEST(ParseSecondsTest, ManyDecimals) {
  EXPECT_EQ(ParseSeconds("0." + std::string(1000, '0')).value(), absl::ZeroDuration());
  const absl::StatusOr<absl::Duration> third = ParseSeconds("0." + std::string(1000, '3'));
  ASSERT_TRUE(third.ok()) << third.status();
  EXPECT_NEAR(absl::ToDoubleSeconds(*third), 1.0 / 3, 1e-9);
}

// Task ids are the positive ints; whatever else comes, there is one complaint.
TEST(ParseTidTest, Ids) {
  EXPECT_EQ(ParseTid("1").value(), Tid(1));
  EXPECT_EQ(ParseTid("2147483647").value(), Tid(2147483647));
  for (const std::string text :
       {"", "0", "-1", "2147483648", "99999999999999999999", "x", "1x", "%1"}) {
    EXPECT_EQ(ParseTid(text).status().ToString(),
              "INVALID_ARGUMENT: " + text + " is not a task id");
  }
}

}  // namespace
}  // namespace corix
