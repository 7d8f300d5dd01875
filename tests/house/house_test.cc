// The house is as its pages say: who includes whom, what the tour names, and what the manual of the
// system calls says.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "syscalls/table.h"

namespace corix::testing {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = CORIX_SOURCE_DIR;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// All source files below some folders, with paths from the root.
std::vector<std::string> Sources(const std::vector<std::string>& rooms) {
  std::vector<std::string> files;
  for (const std::string& room : rooms) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / room)) {
      const fs::path& path = entry.path();
      if (path.extension() != ".h" && path.extension() != ".cc") continue;
      const std::string file = fs::relative(path, kRoot).string();
      // What students write is theirs.
      if (!file.starts_with("userland/labs/work/")) files.push_back(file);
    }
  }
  return files;
}

std::vector<std::string> OwnIncludes(const std::string& text) {
  static const std::regex kInclude("#include \"([^\"]+)\"");
  std::vector<std::string> includes;
  for (std::sregex_iterator it(text.begin(), text.end(), kInclude), end; it != end; ++it)
    includes.push_back((*it)[1]);
  return includes;
}

// The program with which a student of the course tries things: it stands for a main program.
bool IsPlay(const std::string& file) {
  return file.starts_with("userland/labs/") && file.ends_with("/play.cc");
}

// kernel/api <- kernel <- syscalls <- userland <- shell, and nothing points back.
TEST(RoomsTest, NothingPointsBack) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> rooms = {
      {"kernel/api/", {"kernel/api/"}},
      {"kernel/", {"kernel/"}},
      {"syscalls/", {"kernel/", "syscalls/"}},
      {"userland/lib/", {"kernel/api/", "syscalls/", "userland/lib/"}},
      {"userland/bin/", {"kernel/api/", "syscalls/", "userland/lib/", "userland/bin/"}},
      {"userland/labs/", {"kernel/api/", "syscalls/", "userland/lib/"}},
      {"shell/", {"kernel/", "syscalls/", "userland/", "shell/"}},
  };
  for (const std::string& file : Sources({"kernel", "syscalls", "userland", "shell"})) {
    if (IsPlay(file)) continue;
    const auto room = std::find_if(rooms.begin(), rooms.end(),
                                   [&](const auto& r) { return file.starts_with(r.first); });
    ASSERT_NE(room, rooms.end()) << file;
    for (const std::string& include : OwnIncludes(ReadFile(kRoot / file))) {
      if (include.starts_with("absl/")) continue;
      // The files of a lab stand beside one another, wherever they are copied to.
      if (file.starts_with("userland/labs/") && include.find('/') == include.npos) continue;
      const bool allowed =
          std::any_of(room->second.begin(), room->second.end(),
                      [&](const std::string& prefix) { return include.starts_with(prefix); });
      // The one exception to the first row: the bodies of what kernel/api/ declares stand in
      // kernel/.
      EXPECT_TRUE(allowed) << file << " includes " << include;
    }
  }
}

TEST(RoomsTest, OnlyMainBootsAKernel) {
  for (const std::string& file : Sources({"shell", "userland"})) {
    const std::vector<std::string> includes = OwnIncludes(ReadFile(kRoot / file));
    const bool boots =
        std::find(includes.begin(), includes.end(), "kernel/kernel.h") != includes.end();
    EXPECT_EQ(boots && !IsPlay(file), file == "shell/main.cc") << file;
  }
}

TEST(RoomsTest, OnlyThePollerKnowsEpoll) {
  for (const std::string& file : Sources({"kernel", "syscalls", "userland", "shell"})) {
    const bool knows = ReadFile(kRoot / file).find("#include <sys/epoll.h>") != std::string::npos;
    // In the course, students write pollers of their own.
    if (file.starts_with("userland/labs/")) continue;
    EXPECT_EQ(knows, file == "kernel/poller.cc") << file;
  }
}

TEST(RoomsTest, TheKernelNamesNoSystemCall) {
  for (const std::string& file : Sources({"kernel"})) {
    for (const std::string& include : OwnIncludes(ReadFile(kRoot / file))) {
      EXPECT_FALSE(include.starts_with("syscalls/")) << file;
    }
  }
}

TEST(RoomsTest, EachHasAReadme) {
  for (const char* room : {"kernel", "syscalls", "userland", "shell", "tests"}) {
    EXPECT_TRUE(fs::exists(kRoot / room / "README.md")) << room;
  }
}

TEST(RoomsTest, FilesStayShort) {
  for (const std::string& file : Sources({"kernel", "syscalls", "userland", "shell", "tests"})) {
    const std::string text = ReadFile(kRoot / file);
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 500) << file;
  }
}

// g++ 12 breaks a coroutine that has no local variable of its own and traps or calls in a
// condition:
// it crashes at its end. So a condition has its answer in a variable, where a reader looks for it
// anyway: const bool killed = co_yield KillTask(tid); if (killed) ...
TEST(HazardsTest, NoTrapInACondition) {
  static const std::regex kBegin("\\b(if|while) \\(");
  static const std::regex kTrap("co_(yield|await)");
  static const std::regex kDeclaration("^[A-Za-z_][\\w:<>*& ]* \\w+ = co_(yield|await)");
  for (const std::string& file : Sources({"kernel", "syscalls", "userland", "shell"})) {
    const std::string text = ReadFile(kRoot / file);
    for (std::sregex_iterator it(text.begin(), text.end(), kBegin), end; it != end; ++it) {
      const auto begin = static_cast<std::size_t>(it->position() + it->length());
      std::size_t at = begin;
      for (int open = 1; open > 0 && at < text.size(); ++at)
        open += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
      const std::string condition = text.substr(begin, at - begin);
      // (With a variable of its own it is well.)
      const bool has_variable =
          condition.find(';') != std::string::npos || std::regex_search(condition, kDeclaration);
      EXPECT_TRUE(has_variable || !std::regex_search(condition, kTrap))
          << file << ": " << condition;
    }
  }
}

// The names that the pages give as `file`: `Symbol` exist: the symbol stands in that file. So the
// tour cannot rot.
TEST(TourTest, AnchorsResolve) {
  static const std::regex kAnchor("`([a-z_/]+\\.(?:h|cc))`: `([^`]+)`");
  int anchors = 0;
  for (const char* page : {"kernel/README.md", "README.md", "shell/README.md", "userland/README.md",
                           "tests/README.md"}) {
    const std::string text = ReadFile(kRoot / page);
    for (std::sregex_iterator it(text.begin(), text.end(), kAnchor), end; it != end; ++it) {
      const std::string file = (*it)[1];
      const std::string symbol = (*it)[2];
      ++anchors;
      EXPECT_NE(ReadFile(kRoot / file).find(symbol), std::string::npos)
          << page << ": no " << symbol << " in " << file;
    }
  }
  EXPECT_GE(anchors, 15);
}

// Every file that a page names exists.
TEST(TourTest, FilesExist) {
  static const std::regex kFile("`((?:kernel|syscalls|userland|shell|tests)/[A-Za-z0-9_/.-]+)`");
  for (const char* page : {"kernel/README.md", "README.md", "shell/README.md", "userland/README.md",
                           "tests/README.md"}) {
    const std::string text = ReadFile(kRoot / page);
    for (std::sregex_iterator it(text.begin(), text.end(), kFile), end; it != end; ++it) {
      EXPECT_TRUE(fs::exists(kRoot / (*it)[1].str())) << page << ": " << (*it)[1];
    }
  }
}

// A text without its spaces and line ends.
std::string WithoutSpaces(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

// Each example of userland's page is run by a test: it stands there, word for word.
TEST(ExamplesTest, AreRun) {
  const std::string page = ReadFile(kRoot / "userland/README.md");
  const std::string test = WithoutSpaces(ReadFile(kRoot / "tests/userland/examples_test.cc"));
  constexpr std::string_view kBegin = "```cpp\n";
  int examples = 0;
  for (std::size_t at = page.find(kBegin); at != page.npos; at = page.find(kBegin, at)) {
    at += kBegin.size();
    const std::string example = page.substr(at, page.find("```", at) - at);
    EXPECT_NE(test.find(WithoutSpaces(example)), test.npos) << example;
    ++examples;
  }
  EXPECT_GE(examples, 20);
}

TEST(ManualTest, IsWhatTheTableSays) {
  EXPECT_EQ(ReadFile(kRoot / "syscalls/README.md"), SyscallManual())
      << "write it anew: tests/run manual";
}

// Every call has its own file, of its own name, and the names are different.
TEST(ManualTest, OneFileACall) {
  std::set<std::string> names;
  for (const SyscallEntry& entry : kSyscalls) {
    const std::string name = entry.doc->name;
    EXPECT_TRUE(names.insert(name).second) << name;
    std::string file;
    for (std::size_t i = 0; i < name.size(); ++i) {
      const bool starts_word = i > 0 && isupper(name[i]) != 0 && islower(name[i - 1]) != 0;
      if (starts_word) file += '_';
      file += static_cast<char>(tolower(name[i]));
    }
    EXPECT_TRUE(fs::exists(kRoot / "syscalls" / (file + ".h"))) << file;
    EXPECT_STRNE(entry.doc->summary, "") << name;
    EXPECT_STRNE(entry.doc->answer, "") << name;
  }
  EXPECT_EQ(kSyscalls.front().number, 1);
  EXPECT_EQ(kSyscalls.back().number, static_cast<int>(kSyscalls.size()));
}

}  // namespace
}  // namespace corix::testing
