#include "shell/parser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace corix {
namespace {

std::vector<Command> MustParse(std::string_view text) {
  absl::StatusOr<std::vector<Command>> commands = Parse(text);
  EXPECT_TRUE(commands.ok()) << text << ": " << commands.status().message();
  return std::move(commands).value_or(std::vector<Command>{});
}

// A command as it was written, with " &" after it if it runs in the background.
std::vector<std::string> Written(std::string_view text) {
  std::vector<std::string> written;
  for (const Command& command : MustParse(text)) {
    written.push_back(command.text + (command.background ? " &" : ""));
  }
  return written;
}

std::string Refusal(std::string_view text) {
  const absl::Status status = Parse(text).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status) || absl::IsOutOfRange(status))
      << text << ": " << status.ToString();
  return std::string(status.message());
}

using Strings = std::vector<std::string>;

// ; & and newlines end a command; only & sends it into the background; the last one needs none of
// them.
TEST(ParserTest, CommandsAreSeparated) {
  EXPECT_EQ(Written("a; b & c\nd"), (Strings{"a", "b &", "c", "d"}));
  EXPECT_EQ(Written("a;b&c&"), (Strings{"a", "b &", "c &"}));
  EXPECT_EQ(Written("a;\nb&\nc;"), (Strings{"a", "b &", "c"}));
}

// Where nothing is, nothing runs: empty lines and comments are no commands.
TEST(ParserTest, EmptyTextsHaveNoCommands) {
  for (const std::string_view text : {"", " ", "\n", "\n\n \n", "# a", "#;\n\t# &\n", "\\\n"}) {
    EXPECT_EQ(Written(text), Strings{}) << text;
  }
}

// The text of a command is what was written, quotes and blanks within it included, those around it
// not.
TEST(ParserTest, TextIsAsWritten) {
  EXPECT_EQ(Written("  echo  'a  b'\t$? ; x# # y\n"), (Strings{"echo  'a  b'\t$?", "x#"}));
  EXPECT_EQ(Written("echo \\\n a  &"), (Strings{"echo \\\n a &"}));
}

// Words keep their order.
TEST(ParserTest, WordsOfACommand) {
  const std::vector<Command> commands = MustParse("echo a '' b&");
  ASSERT_EQ(commands.size(), 1);
  std::string words;
  for (const Word& word : commands[0].words) words += "<" + word[0].text + ">";
  EXPECT_EQ(words, "<echo><a><><b>");
}

// A separator needs a command before it. The refusal names its line.
TEST(ParserTest, NoCommandBeforeASeparator) {
  EXPECT_EQ(Refusal(";"), "line 1: no command stands before ';'");
  EXPECT_EQ(Refusal("&"), "line 1: no command stands before '&'");
  EXPECT_EQ(Refusal("a;;"), "line 1: no command stands before ';'");
  EXPECT_EQ(Refusal("a & ;"), "line 1: no command stands before ';'");
  EXPECT_EQ(Refusal("a; &"), "line 1: no command stands before '&'");
  EXPECT_EQ(Refusal("a\n\n  ; b"), "line 3: no command stands before ';'");
  EXPECT_EQ(Refusal("a # b\n# c\n;"), "line 3: no command stands before ';'");
}

// One mistake anywhere refuses the whole text, and it is the lexer's word that counts.
TEST(ParserTest, TheLexersRefusalsArePassedOn) {
  EXPECT_EQ(Refusal("a; b; c\nd 'e"), "line 2: this ' has no end");
  EXPECT_EQ(Refusal("; a |"),
            "line 1: '|' is not known to this shell; quote it to mean the character");
}

// Whatever text comes, what is accepted consists of commands with words, each of which is found in
// the text in its order; and a command's text is parsed to the same command again.
TEST(ParserTest, AnyTextGivesCommandsOrARefusal) {
  constexpr std::string_view kAlphabet = " \n\t;&#'\"\\$?1abc";
  constexpr unsigned kSeeds = 500;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    std::mt19937 random(seed);
    std::string text(random() % 20, ' ');
    for (char& c : text) c = kAlphabet[random() % kAlphabet.size()];
    SCOPED_TRACE(::testing::Message() << "seed " << seed << ": " << text);
    const absl::StatusOr<std::vector<Command>> commands = Parse(text);
    if (!commands.ok()) {
      EXPECT_TRUE(Refusal(text).starts_with("line "));
      continue;
    }
    std::size_t at = 0;
    for (const Command& command : *commands) {
      EXPECT_FALSE(command.words.empty());
      at = text.find(command.text, at);
      ASSERT_NE(at, text.npos);
      at += command.text.size();
      const std::vector<Command> again = MustParse(command.text);
      ASSERT_EQ(again.size(), 1);
      EXPECT_EQ(again[0].words, command.words);
    }
  }
}

}  // namespace
}  // namespace corix
