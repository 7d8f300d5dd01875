// Wrong use of the one law is refused at compile time, by a sentence that says what to write
// instead.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace corix::testing {
namespace {

// What a command prints, and whether it succeeded.
std::pair<std::string, bool> Run(const std::string& command) {
  std::string output;
  FILE* const pipe = popen((command + " 2>&1 < /dev/null").c_str(), "r");
  std::array<char, 4096> piece;
  for (std::size_t n = 0; (n = fread(piece.data(), 1, piece.size(), pipe)) > 0;)
    output.append(piece.data(), n);
  return {output, pclose(pipe) == 0};
}

std::pair<std::string, bool> Compile(const std::string& file) {
  return Run(std::string(CORIX_COMPILER) + " -std=c++20 -fsyntax-only -Wall -Werror -I" +
             CORIX_SOURCE_DIR + " " + file);
}

class WrongUseTest : public ::testing::TestWithParam<std::string> {};

TEST_P(WrongUseTest, IsRefusedWithASentence) {
  const std::string file = std::string(CORIX_SOURCE_DIR) + "/tests/wrong/" + GetParam() + ".cc";
  std::ifstream source(file);
  std::string expected;
  std::getline(source, expected);
  ASSERT_TRUE(expected.starts_with("// expect: ")) << file;
  const auto [output, compiled] = Compile(file);
  EXPECT_FALSE(compiled);
  EXPECT_NE(output.find(expected.substr(11)), std::string::npos) << output;
}

std::vector<std::string> WrongPrograms() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(CORIX_SOURCE_DIR) + "/tests/wrong")) {
    if (entry.path().extension() == ".cc") names.push_back(entry.path().stem());
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, WrongUseTest, ::testing::ValuesIn(WrongPrograms()),
                         [](const auto& wrong) { return wrong.param; });

// The same compiler takes a right program, so that the refusals above are not for another reason.
TEST(RightUseTest, Compiles) {
  const auto [output, compiled] = Compile(std::string(CORIX_SOURCE_DIR) + "/userland/bin/bar.cc");
  EXPECT_TRUE(compiled) << output;
}

}  // namespace
}  // namespace corix::testing
