// Faults by injection: each error that a system call's manual names, in each of many programs, at
// their first call and at all of them. Whatever is refused, the program comes to its end, by itself:
// it either does not mind, and prints what it always prints, or says what is wrong and fails. Nothing
// is left of it, and the kernel is sound.

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/shell.h"
#include "tests/io_testing.h"
#include "tests/testing.h"
#include "tests/userland/tools_testing.h"

namespace corix::testing {
namespace {

// The codes that a manual names.
std::vector<absl::StatusCode> CodesIn(std::string_view manual) {
  std::vector<absl::StatusCode> codes;
  for (int code = 1; code <= static_cast<int>(absl::StatusCode::kUnauthenticated); ++code) {
    const auto status_code = static_cast<absl::StatusCode>(code);
    if (manual.find(absl::StatusCodeToString(status_code)) != manual.npos)
      codes.push_back(status_code);
  }
  return codes;
}

struct Plan {
  std::string call;
  absl::StatusCode code = absl::StatusCode::kOk;
  bool always = false;  // at each call, or at the first alone

  TapOptions Options() const {
    TapOptions options;
    options.children = options.follow = true;
    if (call.empty()) return options;
    FaultRule rule;
    rule.call = call;
    rule.error = absl::Status(code, "was injected");
    rule.step = always ? 1 : 0;
    options.faults.push_back(std::move(rule));
    return options;
  }
};

std::ostream& operator<<(std::ostream& out, const Plan& plan) {
  return out << plan.call << " " << absl::StatusCodeToString(plan.code)
             << (plan.always ? " always" : " once");
}

// All that can be injected.
std::vector<Plan> Plans() {
  std::vector<Plan> plans;
  for (const SyscallEntry& entry : kSyscalls) {
    if (!entry.can_be_refused) continue;
    for (const absl::StatusCode code : CodesIn(entry.doc->errors)) {
      for (const bool always : {false, true})
        plans.push_back({.call = entry.doc->name, .code = code, .always = always});
    }
  }
  return plans;
}

struct Struck {
  ToolResult result;
  bool struck = false;  // at all
};

// A few files to work on.
void FillDirectory(const TempDirectory& directory) {
  std::filesystem::remove_all(directory.path());
  std::filesystem::create_directory(directory.path());
  std::ofstream(directory.Path("a")) << "one\ntwo\nthree\n";
  std::ofstream(directory.Path("b")) << "2\n10\n1\n";
  std::filesystem::create_directory(directory.Path("d"));
  std::ofstream(directory.Path("d/c")) << "deep\n";
}

// Runs a process with a fault in it. (Its descriptors are set before anybody listens.)
Co<Struck> RunStruck(std::string name, Co<int> body, Plan plan) {
  PipeEnds out = co_yield Pipe();
  PipeEnds err = co_yield Pipe();
  const File before = (co_yield Dup(kStdout)).value();
  const File before_err = (co_yield Dup(kStderr)).value();
  (void)(co_yield Dup2(out.writer, kStdout));
  (void)(co_yield Dup2(err.writer, kStderr));
  out.writer.Close();
  err.writer.Close();
  Struck struck;
  const File tap = (co_yield OpenTap(plan.Options())).value();
  const Tid tid = co_yield NewTask(name, std::move(body));
  (void)(co_yield Dup2(before, kStdout));
  (void)(co_yield Dup2(before_err, kStderr));
  struck.result.out = co_await ReadToEnd(out.reader);
  struck.result.err = co_await ReadToEnd(err.reader);
  const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
  struck.result.status = status.ok() ? status->code : -1;
  const auto events = co_yield TakeTapped(tap).WithoutSleeping();
  if (events.ok()) {
    for (const TapEvent& event : *events) struck.struck = struck.struck || event.injected;
  }
  co_return struck;
}

// (What runs is made in the kernel in which it runs.)
Process Strike(std::string name, std::function<Co<int>()> make, Plan plan, Struck* struck) {
  Co<int> body = make();
  *struck = co_await RunStruck(std::move(name), std::move(body), std::move(plan));
}

Co<int> ToolIn(std::string directory, Args words) {
  (void)CallNow(ChangeDirectory(directory));
  co_return co_await ToolProcess(std::move(words));
}

// What it prints may look different without an answer that it can do without: names of users, widths
// of columns, the order in which philosophers eat.
bool MayDoWithout(const Args& words) {
  return words == Args{"ls", "-l"} || words[0] == "wc" || words[0] == "philosophers";
}

class InjectionTest : public ::testing::TestWithParam<Args> {};

TEST_P(InjectionTest, ProgramsSayWhatIsWrong) {
  const TempDirectory directory;
  FillDirectory(directory);
  const std::function<Co<int>()> run = [&directory] {
    return ToolIn(directory.path(), GetParam());
  };
  Struck undisturbed;
  RunTest(Strike(GetParam()[0], run, {}, &undisturbed));
  int strikes = 0;
  for (const Plan& plan : Plans()) {
    // (The change of directory is ours.)
    if (plan.call == "ChangeDirectory") continue;
    FillDirectory(directory);
    Struck struck;
    RunTest(Strike(GetParam()[0], run, plan, &struck));
    if (!struck.struck) continue;
    ++strikes;
    const ToolResult& result = struck.result;
    EXPECT_NE(result.status, 134) << plan << ": an exception\n" << result.err;
    if (result.status == 0) {
      EXPECT_TRUE(result.out == undisturbed.result.out || MayDoWithout(GetParam()))
          << plan << ": it says nothing, and does less\n"
          << result.out;
    } else if (result.status < 128) {
      EXPECT_NE(result.err, "") << plan << ": it fails, and says nothing";
    }
    EXPECT_TRUE(result.err.empty() || result.err.ends_with('\n')) << plan << "\n" << result.err;
    if (HasFailure()) return;
  }
  EXPECT_GT(strikes, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Programs, InjectionTest,
    ::testing::Values(Args{"cat", "a", "b"}, Args{"cp", "a", "e"}, Args{"cp", "-r", "d", "e"},
                      Args{"ls", "-l"}, Args{"ls", "-R"}, Args{"mkdir", "-p", "x/y"},
                      Args{"mv", "a", "d"}, Args{"rm", "-r", "d"}, Args{"touch", "a", "new"},
                      Args{"grep", "-n", "o", "a", "b"}, Args{"head", "-n", "1", "a", "b"},
                      Args{"tail", "-n", "1", "a"}, Args{"sort", "b"}, Args{"uniq", "a"},
                      Args{"wc", "a", "b"}, Args{"tee", "f"}, Args{"cut", "-c", "1", "a"},
                      Args{"seq", "3"}, Args{"printf", "%s\\n", "x"}, Args{"sleep", "1"},
                      Args{"race"}, Args{"ping-pong", "3"}, Args{"sieve", "10"},
                      Args{"producer-consumer", "3"}, Args{"philosophers"}, Args{"hello-foo"},
                      Args{"why", "1"}, Args{"deadlocks"}),
    [](const auto& param_info) {
      std::string name;
      for (const std::string& word : param_info.param) {
        for (const char c : word)
          name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
        name += '_';
      }
      return name;
    });

Co<int> ShellIn(std::string directory, std::string commands) {
  (void)CallNow(ChangeDirectory(directory));
  ShellOptions options;
  options.name = "corix";
  options.commands = std::move(commands);
  co_return co_await Shell(std::move(options));
}

// The shell too comes to its end, whatever is refused to it or to those whom it starts.
TEST(ShellInjectionTest, ComesToItsEnd) {
  const TempDirectory directory;
  for (const char* const commands :
       {"cat a | sort > s; cat s", "x=$(cat a); echo $x",
        "for i in 1 2; do echo $i; done | tail -n 1", "sleep 1 & wait; echo $?", "(cd d; ls); pwd",
        "cat < a >> b 2>&1; cat b", "if test -f a; then echo yes; fi; echo *",
        "read x < a; echo $x; trap 'echo end' EXIT", "cat << END\nhere $(echo there)\nEND\n",
        "kill -STOP 99; umask 022; set -e; true"}) {
    const std::function<Co<int>()> run = [&directory, commands] {
      return ShellIn(directory.path(), commands);
    };
    for (const Plan& plan : Plans()) {
      FillDirectory(directory);
      Struck struck;
      RunTest(Strike("corix", run, plan, &struck));
      EXPECT_NE(struck.result.status, 134) << plan << "\n" << commands << "\n" << struck.result.err;
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace corix::testing
