// The demonstrations whose output is not the same every time: here are the laws that it obeys every
// time.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/shell/child.h"
#include "userland/bin/programs.h"

namespace corix {
namespace {

using testing::Outcome;
using testing::RunCorix;

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// Where a line stands; a failure of the test if it does not stand there once.
std::ptrdiff_t PlaceOf(const std::vector<std::string>& lines, const std::string& line) {
  EXPECT_EQ(std::count(lines.begin(), lines.end(), line), 1) << line;
  return std::find(lines.begin(), lines.end(), line) - lines.begin();
}

// What is certain about threads: each starts before it finishes, the main thread begins and ends,
// and it polls once more when all are done. That holds under either clock.
TEST(MixedThreadsTest, PartialOrder) {
  for (const bool is_virtual : {false, true}) {
    std::vector<std::string> args = {"-c", "mixed-threads 0.05"};
    if (is_virtual) args.insert(args.begin(), "--virtual-time");
    const Outcome outcome = RunCorix(args);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    const std::vector<std::string> lines = Lines(outcome.out);
    ASSERT_GE(lines.size(), 14U) << outcome.out;
    EXPECT_EQ(lines.front(), "Start child threads");
    EXPECT_EQ(lines.back(), "Main thread completed");
    EXPECT_EQ(lines[lines.size() - 2], "Poll");
    for (const std::string label : {"0s IO", "1s IO", "2s IO", "3s IO", "2s CPU"}) {
      EXPECT_LT(PlaceOf(lines, label + " Bound started"), PlaceOf(lines, label + " Bound finished"))
          << outcome.out;
    }
    const auto polls = std::count(lines.begin(), lines.end(), "Poll");
    EXPECT_GE(polls, 2);
    EXPECT_EQ(lines.size(), 12U + static_cast<std::size_t>(polls)) << outcome.out;
  }
}

// Whoever stops listening does not have to wait for the threads.
TEST(MixedThreadsTest, EndsEarly) {
  const Outcome outcome = RunCorix({"-c", "mixed-threads 3000 & sleep 0.1"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(outcome.out.starts_with("Start child threads\n")) << outcome.out;
}

// With coroutines all is certain under the real clock too, but for the second poll: on a machine that
// is so slow that the last task is done by then, it finds nobody left.
TEST(MixedCoroutinesTest, RealClock) {
  const std::vector<std::string> real = Lines(RunCorix({"-c", "mixed-coroutines 0.1"}).out);
  std::vector<std::string> article =
      Lines(RunCorix({"--virtual-time", "-c", "mixed-coroutines"}).out);
  ASSERT_EQ(article.size(), 13U);
  ASSERT_EQ(article[10], "Poll");
  if (real.size() < article.size()) article.erase(article.begin() + 10);
  EXPECT_EQ(real, article);
}

TEST(HelloFooTest, RealClock) {
  const Outcome outcome = RunCorix({"-c", "hello-foo"});
  EXPECT_EQ(outcome.out, "Hello Foo\n");
  EXPECT_EQ(outcome.status, 0);
}

// The two times of each row of the table, by its title.
std::map<std::string, std::pair<double, double>> Rows(const std::string& text) {
  static const std::regex kRow("(.*\\S) +([0-9.]+) s +([0-9.]+) s");
  std::map<std::string, std::pair<double, double>> rows;
  for (const std::string& line : Lines(text)) {
    if (std::smatch row; std::regex_match(line, row, kRow))
      rows[row[1]] = {std::stod(row[2]), std::stod(row[3])};
  }
  return rows;
}

// A sleep is never too short: one after another they take all their times, and at once at least
// one. (That they take less than in sequence is what the program is to show. It is not asserted of
// computing, for which the machine may have other work to do.)
TEST(CompareTest, Order) {
  const Outcome outcome = RunCorix({"-c", "compare 5 0.1"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  auto rows = Rows(outcome.out);
  ASSERT_EQ(rows.size(), 4U) << outcome.out;
  EXPECT_GE(rows["one after another"].first, 0.5);
  for (const char* way : {"at once, as tasks", "at once, as threads", "at once, as processes"}) {
    EXPECT_GE(rows[way].first, 0.1) << outcome.out;
    EXPECT_GT(rows[way].second, 0.0) << outcome.out;
  }
  EXPECT_LT(rows["at once, as tasks"].first, rows["one after another"].first) << outcome.out;
}

// A PATH that leads nowhere, for as long as this lives: no program of the host can be found.
class NoPath {
 public:
  NoPath() : before_(getenv("PATH")) { setenv("PATH", "/nonexistent", 1); }
  ~NoPath() { setenv("PATH", before_.c_str(), 1); }
  NoPath(const NoPath&) = delete;
  NoPath& operator=(const NoPath&) = delete;

 private:
  std::string before_;
};

// Where no process can be started, one line says so.
TEST(CompareTest, NoProcess) {
  const NoPath none;
  const Outcome outcome = RunCorix({"-c", "compare 3 0.01"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "compare: sleep: not found\n");
}

TEST(WeighTest, NoProcess) {
  const NoPath none;
  const Outcome outcome = RunCorix({"-c", "weigh"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "weigh: sh: not found\n");
}

// Every kind has its figures, and the lighter ones are the lighter ones: by so much that no noise
// hides it.
TEST(WeighTest, Table) {
  const Outcome outcome = RunCorix({"-c", "weigh; weigh"});
  EXPECT_EQ(outcome.status, 0);
  // (The address sanitizer has a word to say of swapcontext.)
  EXPECT_TRUE(outcome.err.empty() || outcome.err.find("WARNING: ASan") != std::string::npos)
      << outcome.err;
  int tables = 0;
  for (const std::string& line : Lines(outcome.out)) {
    int process = 0;
    int thread = 0;
    int stackful = 0;
    int task = 0;
    if (std::sscanf(line.c_str(), "memory in use %d KiB %d KiB %d KiB %d B", &process, &thread,
                    &stackful, &task) == 4) {
      ++tables;
      EXPECT_GT(process, thread) << line;
      EXPECT_GE(thread, stackful) << line;
      EXPECT_GT(stackful, 0) << line;
      EXPECT_GT(stackful * 1024, task) << line;
      EXPECT_GT(task, 100) << line;
    }
  }
  EXPECT_EQ(tables, 2) << outcome.out;
  for (const char* property : {"scheduled by the host +yes +yes +no +no", "one switch +[0-9]",
                               "own address space +yes +no +no +no", "pre-empted +yes +yes +no +no",
                               "memory set aside +- +[0-9]+ KiB"})
    EXPECT_TRUE(std::regex_search(outcome.out, std::regex(property))) << property << outcome.out;
}

// help demos has one line for each demonstration, with its idea, and nothing else but a heading.
TEST(HelpDemosTest, ListsThem) {
  const std::vector<std::string> lines = Lines(RunCorix({"-c", "help demos"}).out);
  std::size_t demos = 0;
  for (const Program& program : Programs()) {
    if (program.idea == nullptr) continue;
    ++demos;
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.starts_with(absl::StrCat("  ", program.name, " ")) &&
             line.ends_with(program.idea);
    })) << program.name;
  }
  EXPECT_GE(demos, 15U);
  EXPECT_EQ(lines.size(), demos + 1);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 100U) << line;
}

// Each of them is shown in a session. (Not the servers, which need clients.)
TEST(HelpDemosTest, EachHasASession) {
  std::string sessions;
  for (const auto& entry :
       std::filesystem::directory_iterator(CORIX_SOURCE_DIR "/tests/sessions")) {
    std::ifstream file(entry.path());
    sessions.append(std::istreambuf_iterator<char>(file), {});
  }
  for (const Program& program : Programs()) {
    const std::string_view name = program.name;
    if (program.idea == nullptr || name.ends_with("-server") || name.starts_with("echo-")) continue;
    const std::regex called("(\n\\$|[;|]) " + std::string(name) + "[ \n;]");
    EXPECT_TRUE(std::regex_search(sessions, called)) << name;
  }
}

}  // namespace
}  // namespace corix
