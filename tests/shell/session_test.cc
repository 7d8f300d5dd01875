// Sessions: transcripts that run. Each tests/sessions/NAME.session is one test.
//
// A line that begins with "$ " is a command; the lines up to the next one are what the shell and
// its programs print, to standard output and standard error together. Lines "# ..." before the
// first command are a comment. The commands are not echoed, so what corix -i prints is: the prompt
// "$ ", the first output, the prompt, the second output, and so on.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/shell/child.h"

namespace corix {
namespace {

constexpr std::string_view kPrompt = "$ ";

struct Exchange {
  int line;  // of the command, in the file
  std::string command;
  std::string expected;
};

std::vector<Exchange> ReadSession(const std::filesystem::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  std::vector<Exchange> session;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.starts_with(kPrompt) || line == "$") {
      const std::size_t begin = std::min(line.size(), kPrompt.size());
      session.push_back({.line = number, .command = line.substr(begin), .expected = ""});
    } else if (!session.empty()) {
      session.back().expected += line + "\n";
    } else if (!line.starts_with("#")) {
      ADD_FAILURE() << path << ":" << number << ": neither a comment nor a command";
    }
  }
  return session;
}

std::vector<std::string> SessionNames() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(CORIX_SOURCE_DIR "/tests/sessions")) {
    if (entry.path().extension() == ".session") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Quoted(std::string_view text) {
  std::string quoted;
  bool at_line_begin = true;
  for (const char c : text) {
    if (at_line_begin) quoted += "  | ";
    quoted += c;
    at_line_begin = c == '\n';
  }
  if (text.empty()) quoted = "  (nothing)\n";
  if (!at_line_begin) quoted += " (no newline)\n";
  return quoted;
}

// What was printed from `at` on, up to the next prompt at the beginning of a line.
std::string_view UpToPrompt(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(std::min(at, text.size()));
  if (rest.starts_with(kPrompt)) return rest.substr(0, 0);
  const std::size_t end = rest.find("\n$ ");
  return end == rest.npos ? rest : rest.substr(0, end + 1);
}

// The shell ends by itself after its last command if this is one that ends it; else at the end of
// its input, where it prints a newline after the prompt.
std::string Ending(const std::vector<Exchange>& session) {
  return session.back().command.starts_with("exit") ? "" : "$ \n";
}

// Walks through what was printed, and stops at the first command whose output differs.
void Compare(const std::string& name, const std::vector<Exchange>& session,
             const std::string& printed) {
  const std::string_view actual = printed;
  const std::string ending = Ending(session);
  std::size_t at = 0;
  for (const Exchange& exchange : session) {
    ASSERT_TRUE(actual.substr(at).starts_with(kPrompt))
        << name << ".session:" << exchange.line << ": no prompt comes for this command:\n  $ "
        << exchange.command << "\nThe last that was printed:\n"
        << Quoted(actual.substr(at));
    at += kPrompt.size();
    const std::string expected =
        exchange.expected + (&exchange == &session.back() ? ending : std::string(kPrompt));
    ASSERT_TRUE(actual.substr(at).starts_with(expected))
        << name << ".session:" << exchange.line << ": $ " << exchange.command << "\nexpected:\n"
        << Quoted(exchange.expected) << "actual:\n"
        << Quoted(UpToPrompt(actual, at));
    at += exchange.expected.size();
  }
  ASSERT_EQ(actual.substr(at), ending) << name << ".session: more came after the last command";
}

class SessionTest : public ::testing::TestWithParam<std::string> {};

// What a session shows is what happens.
TEST_P(SessionTest, IsTrue) {
  const std::string path = CORIX_SOURCE_DIR "/tests/sessions/" + GetParam() + ".session";
  const std::vector<Exchange> session = ReadSession(path);
  ASSERT_FALSE(session.empty()) << path << " has no commands";
  std::string commands;
  for (const Exchange& exchange : session) commands += exchange.command + "\n";
  const testing::Outcome outcome = testing::RunCorixInOne({"--virtual-time", "-i"}, commands);
  Compare(GetParam(), session, outcome.out);
}

std::string TestName(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Sessions, SessionTest, ::testing::ValuesIn(SessionNames()), TestName);

}  // namespace
}  // namespace corix
