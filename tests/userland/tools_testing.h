// tests/userland/tools_testing.h: running tools, and comparing them with those of the host.
#ifndef CORIX_TESTS_USERLAND_TOOLS_TESTING_H_
#define CORIX_TESTS_USERLAND_TOOLS_TESTING_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tests/io_testing.h"
#include "tests/testing.h"
#include "userland/bin/programs.h"

namespace corix::testing {

struct ToolResult {
  int status = -1;
  std::string out;
  std::string err;

  friend bool operator==(const ToolResult& a, const ToolResult& b) = default;
};

inline std::ostream& operator<<(std::ostream& out, const ToolResult& result) {
  return out << "status " << result.status << "\n" << result.out << "--- " << result.err;
}

// A program with descriptor 2 elsewhere too.
inline Co<int> WithError(File err, Co<int> body) {
  (void)CallNow(Dup2(err, kStderr));
  err.Close();
  co_return co_await std::move(body);
}

inline Co<int> ToolProcess(Args words) {
  const Program* const program = FindProgram(words[0]);
  EXPECT_NE(program, nullptr) << words[0];
  return program->main(std::move(words));
}

// It may well end before it has read everything.
inline Process WriteAndCloseIfRead(File file, std::string bytes) {
  (void)(co_await WriteAll(file, bytes));
}

// Runs a tool to its end.
inline Co<ToolResult> RunTool(Args words, std::string input = "") {
  PipeEnds in = co_yield Pipe();
  PipeEnds out = co_yield Pipe();
  PipeEnds err = co_yield Pipe();
  ToolResult result;
  const std::string name = words[0];
  Co<int> tool = WithDescriptors(std::move(in.reader), std::move(out.writer),
                                 WithError(std::move(err.writer), ToolProcess(std::move(words))));
  const Tid tid = co_yield NewTask(name, std::move(tool));
  const Tid writer = co_yield NewTask("input", WriteAndCloseIfRead(std::move(in.writer), input));
  const Tid reader = co_yield NewTask("out", ReadAllInto(std::move(out.reader), result.out));
  const Tid errors = co_yield NewTask("err", ReadAllInto(std::move(err.reader), result.err));
  const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
  result.status = status.ok() ? status->code : -1;
  (void)(co_yield WaitTask(writer));
  (void)(co_yield WaitTask(reader));
  (void)(co_yield WaitTask(errors));
  co_return result;
}

struct ToolCase {
  Args words;
  std::string input;
};

inline std::string Quoted(const std::string& word) {
  return absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'");
}

inline std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What the host's tools do with these cases: all in one shell.
inline std::vector<ToolResult> RunOnHost(const std::vector<ToolCase>& cases) {
  const TempDirectory directory;
  std::ofstream script(directory.Path("script"));
  script << "LC_ALL=C; TZ=UTC; export LC_ALL TZ\n";
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::ofstream(directory.Path(absl::StrCat("in", i)), std::ios::binary) << cases[i].input;
    // (Not the shell's own printf or test.)
    script << "cat " << directory.Path(absl::StrCat("in", i)) << " 2>/dev/null | env";
    for (const std::string& word : cases[i].words) script << " " << Quoted(word);
    script << " > " << directory.Path(absl::StrCat("out", i)) << " 2>/dev/null; echo $? > "
           << directory.Path(absl::StrCat("status", i)) << "\n";
  }
  script.close();
  EXPECT_EQ(std::system(absl::StrCat("sh ", directory.Path("script")).c_str()), 0);
  std::vector<ToolResult> results;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ToolResult result;
    result.status = std::atoi(FileText(directory.Path(absl::StrCat("status", i))).c_str());
    result.out = FileText(directory.Path(absl::StrCat("out", i)));
    results.push_back(std::move(result));
  }
  return results;
}

inline Process RunCases(const std::vector<ToolCase>* cases, std::vector<ToolResult>* results) {
  for (const ToolCase& one : *cases) {
    ToolResult result = co_await RunTool(one.words, one.input);
    result.err.clear();  // its words are our own
    results->push_back(std::move(result));
  }
}

// Our tools print what the host's print, and end as they do; where the host's refuses, ours does,
// with any status but 0. (`host_may_refuse`: ours understands more.)
inline void ExpectSameAsHost(const std::vector<ToolCase>& cases, bool host_may_refuse = false) {
  const std::vector<ToolResult> expected = RunOnHost(cases);
  std::vector<ToolResult> actual;
  RunTest(RunCases(&cases, &actual));
  ASSERT_EQ(actual.size(), expected.size());
  int different = 0;
  for (std::size_t i = 0; i < cases.size() && different < 5; ++i) {
    const bool same =
        actual[i].out == expected[i].out && (actual[i].status == expected[i].status ||
                                             (actual[i].status != 0 && expected[i].status != 0));
    if (same || (host_may_refuse && expected[i].status != 0)) continue;
    ++different;
    ADD_FAILURE() << absl::StrJoin(cases[i].words, " | ") << "\ninput:\n"
                  << cases[i].input.substr(0, 2000) << "\nhost: " << expected[i]
                  << "\nours: " << actual[i];
  }
}

}  // namespace corix::testing

#endif  // CORIX_TESTS_USERLAND_TOOLS_TESTING_H_
