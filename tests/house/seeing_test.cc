// What kernel/SEEING.md shows is what happens: each of its transcripts stands in a session, which
// runs.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace corix::testing {
namespace {

using Lines = std::vector<std::string>;

Lines ReadLines(const std::filesystem::path& path) {
  std::ifstream file(path);
  Lines lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// The blocks of code that begin with a command.
std::vector<Lines> Transcripts(const Lines& page) {
  std::vector<Lines> transcripts;
  bool inside = false;
  for (const std::string& line : page) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) transcripts.emplace_back();
    } else if (inside) {
      transcripts.back().push_back(line);
    }
  }
  std::erase_if(transcripts, [](const Lines& lines) {
    return lines.empty() || !lines.front().starts_with("$ ");
  });
  return transcripts;
}

// Whether a line of the page is one of a session: as it stands, without the backslash of one that
// could be taken for something else, or by its regular expression.
bool Fits(const std::string& shown, const std::string& line) {
  if (shown == line || "\\" + shown == line) return true;
  if (line.size() < 3 || !line.starts_with('/') || !line.ends_with('/')) return false;
  return std::regex_match(shown, std::regex(line.substr(1, line.size() - 2)));
}

bool StandsIn(const Lines& session, const Lines& transcript) {
  return std::search(session.begin(), session.end(), transcript.begin(), transcript.end(),
                     [](const std::string& line, const std::string& shown) {
                       return Fits(shown, line);
                     }) != session.end();
}

TEST(SeeingTest, EachStoryRuns) {
  const std::filesystem::path root = CORIX_SOURCE_DIR;
  std::vector<Lines> sessions;
  for (const auto& entry : std::filesystem::directory_iterator(root / "tests/sessions"))
    sessions.push_back(ReadLines(entry.path()));
  const std::vector<Lines> transcripts = Transcripts(ReadLines(root / "kernel/SEEING.md"));
  EXPECT_GE(transcripts.size(), 10U);
  for (const Lines& transcript : transcripts) {
    EXPECT_TRUE(std::any_of(sessions.begin(), sessions.end(),
                            [&](const Lines& session) { return StandsIn(session, transcript); }))
        << "in no session: " << transcript.front();
  }
}

}  // namespace
}  // namespace corix::testing
