#include "shell/lexer.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"

namespace corix {
namespace {

using Kind = Token::Kind;

Piece Text(std::string text) { return {.kind = Piece::Kind::kText, .text = std::move(text)}; }
Piece Parameter(std::string name) {
  return {.kind = Piece::Kind::kParameter, .text = std::move(name)};
}

std::vector<Token> MustTokenize(std::string_view text) {
  absl::StatusOr<std::vector<Token>> tokens = Tokenize(text);
  EXPECT_TRUE(tokens.ok()) << text << ": " << tokens.status().message();
  return std::move(tokens).value_or(std::vector<Token>{});
}

std::vector<Word> Words(std::string_view text) {
  std::vector<Word> words;
  for (Token& token : MustTokenize(text)) {
    if (token.kind == Kind::kWord) words.push_back(std::move(token.word));
  }
  return words;
}

std::vector<Kind> Kinds(std::string_view text) {
  std::vector<Kind> kinds;
  for (const Token& token : MustTokenize(text)) kinds.push_back(token.kind);
  return kinds;
}

// For good, or because it is not complete.
bool IsRefusal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsOutOfRange(status);
}

// Why a text is refused.
std::string Refusal(std::string_view text) {
  const absl::Status status = Tokenize(text).status();
  EXPECT_TRUE(IsRefusal(status)) << text << ": " << status.ToString();
  return std::string(status.message());
}

// Blanks part words, and are in none. Carriage returns are blanks, so that a script of another
// system runs.
TEST(LexerTest, BlanksPartWords) {
  EXPECT_EQ(Words("  echo\ta  b \r\n"),
            (std::vector<Word>{{Text("echo")}, {Text("a")}, {Text("b")}}));
  EXPECT_EQ(Kinds(""), std::vector{Kind::kEnd});
  EXPECT_EQ(Kinds(" \t\r "), std::vector{Kind::kEnd});
}

// Operators part words too, with or without blanks around them.
TEST(LexerTest, OperatorsAreTokens) {
  const std::vector kinds = {Kind::kWord, Kind::kSemicolon, Kind::kWord,    Kind::kAmpersand,
                             Kind::kWord, Kind::kNewline,   Kind::kNewline, Kind::kEnd};
  EXPECT_EQ(Kinds("a;b&c\n\n"), kinds);
  EXPECT_EQ(Kinds(" a ; b & c \n \n "), kinds);
}

// A comment goes from a # that begins a word to the end of its line; the newline is not in it.
TEST(LexerTest, Comments) {
  EXPECT_EQ(Kinds("# a ; ' \" $x | \\"), std::vector{Kind::kEnd});
  EXPECT_EQ(Kinds("a # b\nc"), (std::vector{Kind::kWord, Kind::kNewline, Kind::kWord, Kind::kEnd}));
  EXPECT_EQ(Words("a#b c;#d"), (std::vector<Word>{{Text("a#b")}, {Text("c")}}));
  EXPECT_EQ(Words("'#' \\# \"#\""), (std::vector<Word>{{Text("#")}, {Text("#")}, {Text("#")}}));
}

// Between single quotes, every byte is itself; and pieces of a word that touch are one word.
TEST(LexerTest, SingleQuotes) {
  EXPECT_EQ(Words(R"('a $? "\; &
b')"),
            (std::vector<Word>{{Text("a $? \"\\; &\nb")}}));
  EXPECT_EQ(Words("a'b c'd"), (std::vector<Word>{{Text("ab cd")}}));
  EXPECT_EQ(Words("''"), (std::vector<Word>{{Text("")}}));
}

// Between double quotes, only $ and a backslash before one of \ " $ ` and a newline are special
// (POSIX 2.2.3).
TEST(LexerTest, DoubleQuotes) {
  EXPECT_EQ(Words(R"("a ; 'b' #c")"), (std::vector<Word>{{Text("a ; 'b' #c")}}));
  EXPECT_EQ(Words(R"("\\ \" \$ \` \n")"), (std::vector<Word>{{Text(R"(\ " $ ` \n)")}}));
  EXPECT_EQ(Words("\"a\\\nb\""), (std::vector<Word>{{Text("ab")}}));
  EXPECT_EQ(Words("\"\" \"|\""), (std::vector<Word>{{Text("")}, {Text("|")}}));
}

// A backslash makes the next character ordinary; before a newline, both vanish.
TEST(LexerTest, Backslashes) {
  EXPECT_EQ(
      Words(R"(a\ b \; \$\? \\ \|)"),
      (std::vector<Word>{{Text("a b")}, {Text(";")}, {Text("$?")}, {Text("\\")}, {Text("|")}}));
  EXPECT_EQ(Words("a\\\nb"), (std::vector<Word>{{Text("ab")}}));
  EXPECT_EQ(Words("a \\\n b"), (std::vector<Word>{{Text("a")}, {Text("b")}}));
}

// A parameter is one character; what comes after it is text. A dollar sign before anything else is
// itself.
TEST(LexerTest, Parameters) {
  EXPECT_EQ(Words("$?"), (std::vector<Word>{{Parameter("?")}}));
  EXPECT_EQ(Words("a$!b"), (std::vector<Word>{{Text("a"), Parameter("!"), Text("b")}}));
  EXPECT_EQ(Words("$12$#$$"),
            (std::vector<Word>{{Parameter("1"), Text("2"), Parameter("#"), Parameter("$")}}));
  EXPECT_EQ(Words("\"$0 $9\""),
            (std::vector<Word>{{Text(""), Parameter("0"), Text(" "), Parameter("9")}}));
  EXPECT_EQ(Words("$ a$ \"$\" '$?'"),
            (std::vector<Word>{{Text("$")}, {Text("a$")}, {Text("$")}, {Text("$?")}}));
}

// Tokens know their place, so that a job can be shown as it was written.
TEST(LexerTest, Places) {
  const std::string_view text = "echo 'a\nb' \\\n; c";
  const std::vector<Token> tokens = MustTokenize(text);
  ASSERT_EQ(tokens.size(), 5);
  EXPECT_EQ(text.substr(tokens[1].begin, tokens[1].end - tokens[1].begin), "'a\nb'");
  EXPECT_EQ(tokens[1].line, 1);
  EXPECT_EQ(tokens[2].line, 3);
  EXPECT_EQ(text.substr(tokens[3].begin, tokens[3].end - tokens[3].begin), "c");
  EXPECT_EQ(tokens[4].begin, text.size());
}

// What cannot be understood is refused in one line that names the place.
TEST(LexerTest, Refusals) {
  EXPECT_EQ(Refusal("\n'a"), "line 2: this ' has no end");
  EXPECT_EQ(Refusal("a \"b\nc"), "line 1: this \" has no end");
  EXPECT_EQ(Refusal("\"\\\""), "line 1: this \" has no end");
  EXPECT_EQ(Refusal("a\\"), "line 1: nothing comes after the backslash");
  EXPECT_EQ(Refusal("\n\na && b"), "line 3: '&&' is not known to this shell");
  for (const std::string unknown : {"|", "<", ">", "(", ")", "`"}) {
    const std::string expected =
        "line 1: '" + unknown + "' is not known to this shell; quote it to mean the character";
    EXPECT_EQ(Refusal("a " + unknown + " b"), expected);
    EXPECT_EQ(Refusal("a" + unknown), expected);
  }
  for (const std::string variable : {"$HOME", "$_", "${1}", "$(a)", "\"$a\""}) {
    EXPECT_TRUE(Refusal(variable).starts_with("line 1: this shell knows no variables but "));
  }
}

// What might become right with more lines is refused in another way than what never will.
TEST(LexerTest, Unfinished) {
  for (const std::string_view text : {"'a", "a \"b\nc", "a\\"}) {
    EXPECT_TRUE(absl::IsOutOfRange(Tokenize(text).status())) << text;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(Tokenize("| 'a").status()));
}

// ---- Properties, over texts of random bytes ----

constexpr int kSeeds = 400;

std::string RandomText(unsigned seed, std::string_view alphabet) {
  std::mt19937 random(seed);
  std::string text(std::uniform_int_distribution<std::size_t>(0, 24)(random), ' ');
  std::uniform_int_distribution<std::size_t> letter(0, alphabet.size() - 1);
  for (char& c : text) c = alphabet[letter(random)];
  return text;
}

// Ends this process with status 0 if a law holds for the texts of all seeds. It runs in a child
// (EXPECT_EXIT), with little time and memory: a lexer that runs for ever must not take the machine
// with it.
template <typename Law>
[[noreturn]] void CheckAll(std::string_view alphabet, Law law) {
  constexpr unsigned kMostSeconds = 20;
  alarm(kMostSeconds);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  constexpr rlim_t kMostMemory = rlim_t{1} << 30U;
  const rlimit limit{.rlim_cur = kMostMemory, .rlim_max = kMostMemory};
  setrlimit(RLIMIT_AS, &limit);
#endif
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const std::string text = RandomText(seed, alphabet);
    std::cerr << "seed " << seed << std::endl;
    if (law(text)) continue;
    std::cerr << "the law is broken for this text:\n" << text << "\n";
    std::exit(1);
  }
  std::exit(0);
}

// Every kind of blank, NUL, a byte that is not ASCII, and all that the lexer knows.
constexpr char kBytes[] = " \t\n\r\v\f\0\xc3'\"\\$#;&|<>()`{_?!1ab";
constexpr std::string_view kShellBytes(kBytes, sizeof kBytes - 1);

// Tokens stand one after another in their text, and end with kEnd at its end; a token's line is one
// more than the newlines before it.
bool HasOrderedTokens(std::string_view text) {
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(text);
  if (!tokens.ok()) {
    return IsRefusal(tokens.status()) && tokens.status().message().find('\n') == std::string::npos;
  }
  std::size_t at = 0;
  for (const Token& token : *tokens) {
    const bool is_end = &token == &tokens->back();
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(token.begin);
    if ((token.kind == Kind::kEnd) != is_end) return false;
    if ((token.kind == Kind::kWord) == token.word.empty()) return false;
    if (token.begin < at || token.end > text.size()) return false;
    if (is_end ? token.begin != token.end : token.begin >= token.end) return false;
    if (token.line != 1 + std::count(text.begin(), begin, '\n')) return false;
    at = token.end;
  }
  return at == text.size();
}

// A text between single quotes is one word, the text itself. A quote within leaves the quotes:
// '\''.
bool SurvivesQuotes(std::string_view text) {
  const std::string quoted =
      "'" + absl::StrReplaceAll({text.data(), text.size()}, {{"'", R"('\'')"}}) + "'";
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(quoted);
  return tokens.ok() && tokens->size() == 2 && (*tokens)[0].kind == Kind::kWord &&
         (*tokens)[0].word == Word{Text(std::string(text))};
}

// Whatever the bytes are, Tokenize ends; what it accepts has its tokens in order, what it refuses a
// reason in one line.
TEST(LexerDeathTest, AnyBytesGiveTokensInOrderOrARefusal) {
  EXPECT_EXIT(CheckAll(kShellBytes, HasOrderedTokens), ::testing::ExitedWithCode(0), "");
}

// The same for bytes that are seldom refused, so that many tokens come.
TEST(LexerDeathTest, HarmlessBytesGiveTokensInOrder) {
  EXPECT_EXIT(CheckAll(" \n\t\r#;a1\\", HasOrderedTokens), ::testing::ExitedWithCode(0), "");
}

TEST(LexerDeathTest, QuotedTextComesBackAsOneWord) {
  EXPECT_EXIT(CheckAll(kShellBytes, SurvivesQuotes), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace corix
