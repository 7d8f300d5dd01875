// The option parser: POSIX's rules, and what comes from the table.

#include "userland/lib/options.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace corix {
namespace {

constexpr Option kOptions[] = {
    {.letter = 'l', .name = "long", .meaning = "a flag"},
    {.letter = 'a', .meaning = "another"},
    {.letter = 'n', .name = "lines", .argument = "COUNT", .meaning = "with an argument"},
};
constexpr Option kNumbers[] = {
    {.letter = Option::kNumber, .argument = "NUMBER", .meaning = "so many"}};

// What was understood: "l n=3 | operand".
std::string Understood(absl::Span<const Option> options, std::vector<std::string> words,
                       OperandPlace place = OperandPlace::kAnywhere) {
  words.insert(words.begin(), "tool");
  const absl::StatusOr<ParsedArgs> parsed = ParseOptions(options, words, place);
  if (!parsed.ok()) return std::string(parsed.status().message());
  std::string text;
  for (const ParsedArgs::Given& given : parsed->given()) {
    absl::StrAppend(&text, std::string(1, given.letter),
                    given.argument.empty() ? "" : "=" + given.argument, " ");
  }
  text += "|";
  for (const std::string& operand : parsed->operands()) absl::StrAppend(&text, " ", operand);
  return text;
}

TEST(OptionsTest, LettersCombineAndTakeArguments) {
  EXPECT_EQ(Understood(kOptions, {}), "|");
  EXPECT_EQ(Understood(kOptions, {"-la", "x"}), "l a | x");
  EXPECT_EQ(Understood(kOptions, {"-n3"}), "n=3 |");
  EXPECT_EQ(Understood(kOptions, {"-n", "3"}), "n=3 |");
  EXPECT_EQ(Understood(kOptions, {"-lan3", "-n", "-l"}), "l a n=3 n=-l |");
  EXPECT_EQ(Understood(kOptions, {"--lines=3", "--lines", "4", "--long"}), "n=3 n=4 l |");
  EXPECT_EQ(Understood(kOptions, {"-", "-l", "--", "-a"}), "l | - -a");
}

TEST(OptionsTest, OperandsMayEndTheOptions) {
  EXPECT_EQ(Understood(kOptions, {"x", "-l"}), "l | x");
  EXPECT_EQ(Understood(kOptions, {"-a", "x", "-l", "--"}, OperandPlace::kLast), "a | x -l --");
}

TEST(OptionsTest, NumbersAreOperandsOrOptions) {
  EXPECT_EQ(Understood(kOptions, {"-5", "-.5", "-0x"}), "| -5 -.5 -0x");
  EXPECT_EQ(Understood(kNumbers, {"-15", "x"}), "#=15 | x");
  EXPECT_EQ(Understood(kNumbers, {"-1x"}), "-1: no such option; --help lists them");
  EXPECT_EQ(Understood(kNumbers, {"-#"}), "-#: no such option; --help lists them");
}

TEST(OptionsTest, Refusals) {
  EXPECT_EQ(Understood(kOptions, {"-lx"}), "-x: no such option; --help lists them");
  EXPECT_EQ(Understood(kOptions, {"--lon"}), "--lon: no such option; --help lists them");
  EXPECT_EQ(Understood(kOptions, {"-n"}), "-n needs an argument: COUNT");
  EXPECT_EQ(Understood(kOptions, {"--lines"}), "--lines needs an argument: COUNT");
  EXPECT_EQ(Understood(kOptions, {"--long=3"}), "--long takes no argument");
}

TEST(OptionsTest, HelpIsAskedForAmongTheOptionsOnly) {
  const auto asks = [](std::vector<std::string> words, OperandPlace place) {
    words.insert(words.begin(), "tool");
    return AsksForHelp(kOptions, words, place);
  };
  EXPECT_TRUE(asks({"--help"}, OperandPlace::kAnywhere));
  EXPECT_TRUE(asks({"-l", "x", "--help", "--nonsense"}, OperandPlace::kAnywhere));
  EXPECT_FALSE(asks({"-n", "--help"}, OperandPlace::kAnywhere));
  EXPECT_FALSE(asks({"--", "--help"}, OperandPlace::kAnywhere));
  EXPECT_FALSE(asks({"x", "--help"}, OperandPlace::kLast));
}

TEST(OptionsTest, LastOfSeveralCounts) {
  const absl::StatusOr<ParsedArgs> parsed =
      ParseOptions(kOptions, {"tool", "-n1", "-l", "-n2", "-a"}, OperandPlace::kAnywhere);
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(*parsed->Argument('n'), "2");
  EXPECT_EQ(parsed->LastOf("ln"), 'n');
  EXPECT_EQ(parsed->LastOf("x"), '\0');
  EXPECT_FALSE(parsed->Has('x'));
}

TEST(OptionsTest, SynopsisAndHelp) {
  EXPECT_EQ(OptionsSynopsis(kOptions, "[FILE...]"), "[-la] [-n COUNT] [FILE...]");
  EXPECT_EQ(OptionsSynopsis(kNumbers, ""), "[-NUMBER]");
  EXPECT_EQ(OptionsSynopsis({}, "N"), "N");
  EXPECT_EQ(DescribeOptions(kOptions),
            "  -l, --long               a flag\n"
            "  -a                       another\n"
            "  -n, --lines COUNT        with an argument\n");
}

}  // namespace
}  // namespace corix
