// Sessions: transcripts that run. Each tests/sessions/NAME.session is one test, by corix --session;
// and what shell/session.h promises of reading, comparing and updating them.

#include "shell/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/io_testing.h"
#include "tests/shell/child.h"

namespace corix {
namespace {

using testing::Below;
using testing::Random;

// ---- Those that there are ----

std::vector<std::string> SessionNames() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(CORIX_SOURCE_DIR "/tests/sessions")) {
    if (entry.path().extension() == ".session") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class SessionTest : public ::testing::TestWithParam<std::string> {};

// What a session shows is what happens.
TEST_P(SessionTest, IsTrue) {
  const std::string path = CORIX_SOURCE_DIR "/tests/sessions/" + GetParam() + ".session";
  const testing::Outcome outcome = testing::RunCorixInOne({"--session", path});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_EQ(outcome.out, "");
}

std::string TestName(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Sessions, SessionTest, ::testing::ValuesIn(SessionNames()), TestName);

// ---- Reading ----

Session Read(std::string_view text) {
  absl::StatusOr<Session> session = ParseSession(text);
  EXPECT_TRUE(session.ok()) << session.status().message() << "\n" << text;
  return session.ok() ? *std::move(session) : Session();
}

std::string ErrorOf(std::string_view text) {
  const absl::StatusOr<Session> session = ParseSession(text);
  return session.ok() ? "" : std::string(session.status().message());
}

TEST(SessionReaderTest, CommandsInputsAndStatuses) {
  const Session session = Read(
      "# head\n\n$ cat\n> -n\n< one\n<\n1 one\n? 3\n# between\n\n$\n$ echo\n\n> plain\n$ last\n");
  ASSERT_EQ(session.steps.size(), 4U);
  EXPECT_EQ(session.steps[0].command, "cat\n-n");
  EXPECT_EQ(session.steps[0].input, "one\n\n");
  EXPECT_EQ(session.steps[0].status, 3);
  EXPECT_EQ(session.steps[0].line, 3);
  EXPECT_EQ(session.steps[1].command, "");
  EXPECT_EQ(session.steps[1].input, std::nullopt);
  EXPECT_TRUE(session.steps[1].expected.empty());
  // Behind the first line of output, > is output.
  EXPECT_TRUE(Agrees(session.steps[2], {.output = "\n> plain\n", .status = 9}));
  EXPECT_EQ(session.steps[3].line, 15);
}

TEST(SessionReaderTest, WrongOnesAreRefusedWithTheirLine) {
  EXPECT_EQ(ErrorOf(""), "there is no command");
  EXPECT_EQ(ErrorOf("# only this\n"), "there is no command");
  EXPECT_EQ(ErrorOf("# x\nhello\n"), "line 2: neither a comment nor a command");
  EXPECT_EQ(ErrorOf("$ a\n? 1\n? 2\n"), "line 3: a second status");
  EXPECT_EQ(ErrorOf("$ a\n? 1\nb\n"), "line 3: output behind the status");
  EXPECT_EQ(ErrorOf("$ a\n/(/\n").substr(0, 7), "line 2:");
  EXPECT_EQ(ErrorOf("$ a\n# c\n\nb\n"), "line 4: neither a comment nor a command");
}

// ---- Comparing ----

bool AgreesWith(std::string_view expected, std::string output, int status = 0) {
  const Session session = Read("$ x\n" + std::string(expected));
  return Agrees(session.steps.at(0), {.output = std::move(output), .status = status});
}

TEST(SessionMatchTest, LinesRegexesAndAnyLines) {
  EXPECT_TRUE(AgreesWith("", ""));
  EXPECT_FALSE(AgreesWith("", "\n"));
  EXPECT_FALSE(AgreesWith("a\n", ""));
  EXPECT_FALSE(AgreesWith("a\n", "a"));
  EXPECT_TRUE(AgreesWith("a\\c\n", "a"));
  EXPECT_TRUE(AgreesWith("...\n", ""));
  EXPECT_TRUE(AgreesWith("...\n", "a\nb\n"));
  EXPECT_TRUE(AgreesWith("...\nz\n", "z\na\nz\n"));
  EXPECT_FALSE(AgreesWith("...\nz\n", "z\na\n"));
  EXPECT_TRUE(AgreesWith("a\n...\nb\n...\nc\n", "a\nb\nb\nx\nc\n"));
  EXPECT_TRUE(AgreesWith("/[0-9]+ ms/\n", "12 ms\n"));
  EXPECT_FALSE(AgreesWith("/[0-9]+ ms/\n", "12 ms later\n"));
  EXPECT_TRUE(AgreesWith("\\/a/\n\\...\n\\# b\n\\\\x\n", "/a/\n...\n# b\n\\x\n"));
  EXPECT_TRUE(AgreesWith("? 2\n", "", 2));
  EXPECT_FALSE(AgreesWith("? 2\n", "", 1));
}

// The difference names what was expected and what came, and nothing of "..." that still fits.
TEST(SessionMatchTest, DifferenceIsReadable) {
  const Session session = Read("$ x\na\n...\nb\n? 1\n");
  EXPECT_EQ(Difference(session.steps[0], {.output = "a\nq\nr\nc", .status = 0}),
            "    a\n    ...\n  - b\n  + c (no newline)\n  - ? 1\n  + ? 0\n");
}

std::string RandomOutput(Random& random) {
  const std::vector<std::string> lines = {"a\n",   "b\n",     "\n",    "...\n",  "/a/\n", "# c\n",
                                          "$ d\n", "> a\n",   "< a\n", "? 1\n",  "\\\n",  "\\c\n",
                                          "$\n",   "\\/a/\n", "x y\n", "...x\n", "/\n",   "//\n"};
  std::string output;
  for (std::size_t i = Below(random, 6); i > 0; --i) output += lines[Below(random, lines.size())];
  if (Below(random, 4) == 0) output += "end";
  return output;
}

std::string RandomExpectation(Random& random) {
  // (Right behind the command, "> a" is more of it, and "< a" its input.)
  const std::vector<std::string> lines = {"a\n",    "b\n",   "\n",    "...\n", "/[ab]/\n",
                                          "/.*/\n", "x y\n", "> a\n", "< a\n"};
  std::string text;
  for (std::size_t i = Below(random, 5); i > 0; --i) text += lines[Below(random, lines.size())];
  return text;
}

// Whatever was expected and whatever came: the updated session expects what came, updating it again
// changes nothing, and what agreed before is left as it was.
TEST(SessionUpdateTest, ExpectsWhatCame) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Random random(seed);
    std::string text = "# comment\n\n";
    std::vector<StepResult> results;
    for (std::size_t i = 1 + Below(random, 3); i > 0; --i) {
      text += "$ command\n" + RandomExpectation(random);
      if (Below(random, 3) == 0) text += "? 1\n";
      if (Below(random, 3) == 0) text += "# and\n\n";
      results.push_back(
          {.output = RandomOutput(random), .status = static_cast<int>(Below(random, 2))});
    }
    const Session session = Read(text);
    ASSERT_EQ(session.steps.size(), results.size()) << text;
    const std::string updated = UpdatedSession(session, results);
    const Session again = Read(updated);
    ASSERT_EQ(again.steps.size(), results.size()) << "seed " << seed << "\n" << updated;
    for (std::size_t i = 0; i < results.size(); ++i) {
      EXPECT_TRUE(Agrees(again.steps[i], results[i])) << "seed " << seed << "\n"
                                                      << text << "---\n"
                                                      << results[i].output << "---\n"
                                                      << updated;
      // Both ways to compare say the same.
      EXPECT_EQ(Agrees(session.steps[i], results[i]),
                Difference(session.steps[i], results[i]).find("  - ") == std::string::npos &&
                    Difference(session.steps[i], results[i]).find("  + ") == std::string::npos)
          << "seed " << seed << "\n"
          << text << "---\n"
          << results[i].output;
    }
    EXPECT_EQ(UpdatedSession(again, results), updated) << "seed " << seed;
  }
}

TEST(SessionUpdateTest, KeepsCommentsAndPatternsThatStillMatch) {
  const Session session = Read("# one\n$ x\na\n...\n/[0-9]+/\nold\n? 1\n# two\n\n$ y\nb\n");
  EXPECT_EQ(UpdatedSession(session, {{.output = "a\nmore\n12\nnew\n", .status = 0},
                                     {.output = "b\n", .status = 0}}),
            "# one\n$ x\na\n...\n/[0-9]+/\nnew\n? 0\n# two\n\n$ y\nb\n");
}

// ---- The program ----

class SessionFile {
 public:
  explicit SessionFile(std::string_view text) { std::ofstream(path()) << text; }
  std::string path() const { return directory_.Path("a.session"); }
  std::string Text() const {
    std::ifstream file(path());
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  testing::TempDirectory directory_;
};

TEST(SessionProgramTest, TellsWhatIsNotTrueAndUpdates) {
  const SessionFile file("# keep\n$ echo a\nb\n$ false\n? 0\n$ cat\n< in\nin\n$ sleep 1000\n");
  const testing::Outcome failed = testing::RunCorix({"--session", file.path()});
  EXPECT_EQ(failed.status, 1);
  EXPECT_EQ(failed.out, file.path() + ":2: $ echo a\n  - b\n  + a\n" + file.path() +
                            ":4: $ false\n  - ? 0\n  + ? 1\n1 of 1 sessions failed\n");
  EXPECT_EQ(testing::RunCorix({"--session", "--update", file.path()}).status, 0);
  EXPECT_EQ(file.Text(), "# keep\n$ echo a\na\n$ false\n? 1\n$ cat\n< in\nin\n$ sleep 1000\n");
  EXPECT_EQ(testing::RunCorix({"--session", file.path()}).status, 0);
}

TEST(SessionProgramTest, EachFileIsForItself) {
  const SessionFile good("$ echo $!\n\n$ sleep 5 &\n/\\[1\\] [0-9]+/\n");
  const testing::Outcome outcome = testing::RunCorix({"--session", good.path(), good.path()});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_EQ(testing::RunCorix({"--session", good.path(), "/nosuch"}).status, 1);
  EXPECT_EQ(testing::RunCorix({"--session"}).status, 2);
  const SessionFile early("$ exit 3\n? 3\n$ true\n");
  EXPECT_EQ(testing::RunCorix({"--session", early.path()}).out,
            early.path() +
                ":3: $ true\n  the session ended before this command\n1 of 1 sessions failed\n");
}

}  // namespace
}  // namespace corix
