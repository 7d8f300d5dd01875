// The real program: how it is called, and with which status it ends.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "tests/shell/child.h"

namespace corix {
namespace {

using testing::Outcome;
using testing::RunCorix;

int StatusOf(const std::string& commands) { return RunCorix({"-c", commands}).status; }

// A script in a folder of its own, which goes with this.
class Script {
 public:
  explicit Script(std::string_view text) {
    folder_ = std::filesystem::temp_directory_path() / "corix_XXXXXX";
    if (mkdtemp(folder_.data()) == nullptr) ADD_FAILURE() << "cannot make " << folder_;
    std::ofstream(path()) << text;
  }
  ~Script() { std::filesystem::remove_all(folder_); }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  std::string path() const { return folder_ + "/script"; }
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

// ---- How it ends ----

// The status of corix is that of the last command; exit gives another one.
TEST(ProgramTest, StatusOfCommands) {
  EXPECT_EQ(StatusOf(""), 0);
  EXPECT_EQ(StatusOf("true"), 0);
  EXPECT_EQ(StatusOf("false"), 1);
  EXPECT_EQ(StatusOf("false; true"), 0);
  EXPECT_EQ(StatusOf("true; false"), 1);
  EXPECT_EQ(StatusOf("false &"), 0);
  EXPECT_EQ(StatusOf("crash"), 134);
  EXPECT_EQ(StatusOf("nosuchname"), 127);
  EXPECT_EQ(StatusOf("count"), 2);
  EXPECT_EQ(StatusOf("exit 3"), 3);
  EXPECT_EQ(StatusOf("exit 255; true"), 255);
  EXPECT_EQ(StatusOf("false; exit"), 1);
}

// A shell that is killed ends as 128 and the signal's number: it is a task like any other.
TEST(ProgramTest, KilledShell) {
  EXPECT_EQ(StatusOf("kill $$"), 143);
  EXPECT_EQ(StatusOf("kill $$; exit 0"), 143);
  EXPECT_EQ(StatusOf("kill -9 $$"), 137);
  EXPECT_EQ(StatusOf("kill -INT $$"), 130);
}

// A shell that ends takes its jobs with it: nobody waits for them, whatever they do.
TEST(ProgramTest, JobsEndWithTheShell) {
  EXPECT_EQ(RunCorix({"-c", "sleep 1000 & spin & count 1000000000 &"}).status, 0);
  EXPECT_EQ(RunCorix({"-i"}, "sleep 1000 &\nspin &\nexit\n").status, 0);
}

// An exit with a job that sleeps is no slower than any other.
TEST(ProgramTest, InteractiveExitWithAJob) {
  const Outcome outcome = RunCorix({"-i"}, "sleep 1000 &\nexit 4\n");
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(outcome.err, "$ [1] 2\n$ ");
}

// ---- How it is called ----

// After the commands come $0 and the arguments.
TEST(ProgramTest, ArgumentsOfCommands) {
  const Outcome outcome = RunCorix({"-c", "echo $0, $1, $2, $3 $#", "name", "a b", "-c"});
  EXPECT_EQ(outcome.out, "name, a b, -c, 2\n");
  EXPECT_EQ(RunCorix({"-c", "nosuchname"}).err, "corix: nosuchname: not found\n");
  EXPECT_EQ(RunCorix({"-c", "nosuchname", "name"}).err, "name: nosuchname: not found\n");
}

// A script gets its own path as $0, and whatever comes after it as arguments: options too are the
// script's then.
TEST(ProgramTest, Script) {
  const Script script("# a comment\necho $0 $1 $2 $#\n\necho 'two\nlines' \\\n  end\nexit 7\n");
  const Outcome outcome = RunCorix({script.path(), "one", "--virtual-time"});
  EXPECT_EQ(outcome.out, script.path() + " one --virtual-time 2\ntwo\nlines end\n");
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.status, 7);
}

// Options before the script are corix's. Under the virtual clock, a day passes before the deadline.
TEST(ProgramTest, VirtualTime) {
  const Script script("sleep 86400\necho done");
  const Outcome outcome = RunCorix({"--virtual-time", script.path()});
  EXPECT_EQ(outcome.out, "done\n");
  EXPECT_EQ(outcome.status, 0);
}

TEST(ProgramTest, EmptyScript) {
  const Script script("");
  EXPECT_EQ(RunCorix({script.path()}).status, 0);
}

// As POSIX has it: 127 for a script that is not there, 126 for one that is no script.
TEST(ProgramTest, NoScript) {
  const Script script("");
  const std::string missing = script.folder() + "/missing";
  EXPECT_EQ(RunCorix({missing}).status, 127);
  EXPECT_EQ(RunCorix({missing}).err,
            "corix: " + missing + ": cannot open: No such file or directory\n");
  EXPECT_EQ(RunCorix({script.folder()}).status, 126);
  EXPECT_EQ(RunCorix({script.folder()}).err, "corix: " + script.folder() + ": is a directory\n");
}

// A syntax error anywhere: nothing of the text runs.
TEST(ProgramTest, SyntaxErrorRunsNothing) {
  const std::string text = "echo one\necho two &\necho 'three\n";
  const Outcome commands = RunCorix({"-c", text});
  EXPECT_EQ(commands.status, 2);
  EXPECT_EQ(commands.out, "");
  EXPECT_EQ(commands.err, "corix: line 3, column 6: this ' has no end\n  echo 'three\n       ^\n");
  const Script script(text);
  const Outcome of_script = RunCorix({script.path()});
  EXPECT_EQ(of_script.status, 2);
  EXPECT_EQ(of_script.out, "");
  EXPECT_EQ(of_script.err,
            script.path() + ": line 3, column 6: this ' has no end\n  echo 'three\n       ^\n");
}

// Of standard input, which is run line by line, only the wrong line is lost.
TEST(ProgramTest, SyntaxErrorInStandardInput) {
  const Outcome outcome = RunCorix({}, "echo one\necho two;;\necho three $?\n");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "one\nthree 2\n");
}

// What a user of corix does wrong gets the status 2, one line that says what, and the usage.
TEST(ProgramTest, WrongUse) {
  const std::vector<std::vector<std::string>> wrong = {{"--nosuch"}, {"-x"}, {"-"}, {"-c"}};
  for (const std::vector<std::string>& args : wrong) {
    const Outcome outcome = RunCorix(args);
    EXPECT_EQ(outcome.status, 2) << args[0];
    EXPECT_TRUE(outcome.err.starts_with("corix: " + args[0])) << outcome.err;
    EXPECT_NE(outcome.err.find("\nusage: corix "), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
}

// Who asks for help gets it on standard output.
TEST(ProgramTest, Help) {
  const Outcome outcome = RunCorix({"--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(outcome.out.starts_with("usage: corix "));
  EXPECT_EQ(outcome.err, "");
}

// A vertical tab or a form feed is a byte like any other, or a blank: but the shell ends.
TEST(ProgramTest, RareBlanks) {
  for (const std::string blank : {"\v", "\f"}) {
    EXPECT_EQ(StatusOf("exit 3 #" + blank), 3);
    // A shell that hangs here eats memory: it must do so in a child, and soon be killed.
    const testing::HostFile null("/dev/null", O_RDWR);
    testing::Child child({"-c", "echo a" + blank + "b"},
                         {.in = null.fd(), .out = null.fd(), .err = null.fd()});
    EXPECT_EQ(child.Wait(std::chrono::seconds(2)), 0);
  }
}

// ---- What the programs show ----

// The first transcript of the seeds, line by line. There, the first foo is task 1, bar 2 and the
// second foo 3; here the shell is 1, bar 2, the first foo 3 and the second 4. Unlike there, the
// shell ends too, when bar has.
TEST(ProgramTest, TranscriptOfTheSeeds) {
  constexpr std::string_view kTranscript =
      "I'm foo and I am living in 3 process\n"
      "Foo 3 is in 0 step\n"
      "I'm bar and I'm living in 2 process\n"
      "Foo 3 is in 1 step\n"
      "Bar 2 is in 0 step\n"
      "Foo 3 is in 2 step\n"
      "I'm foo and I am living in 4 process\n"
      "Foo 4 is in 0 step\n"
      "Bar 2 is in 1 step\n"
      "Foo 3 is in 3 step\n"
      "Foo 4 is in 1 step\n"
      "Bar 2 is in 2 step\n"
      "Foo 3 is in 4 step\n"
      "Foo 4 is in 2 step\n"
      "Task 3 terminated\n"
      "Foo 4 is in 3 step\n"
      "Task 2 terminated\n"
      "Foo 4 is in 4 step\n"
      "Task 1 terminated\n"
      "Task 4 terminated\n";
  EXPECT_EQ(RunCorix({"--announce-exits", "-c", "bar"}).out, kTranscript);
}

// The lines of ps that match.
int Matches(const std::string& printed, const std::string& pattern) {
  const std::regex regex(pattern);
  int matches = 0;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(printed, '\n'))) {
    if (std::regex_match(line, regex)) ++matches;
  }
  return matches;
}

constexpr char kHead[] = " +TID +PPID +PGID S PRI +TURNS +TRAPS +CPU +READY +IDLE +MEM +WAIT +NAME";
// ... of task, parent and state, with the numbers in between, what it waits for, and its name.
constexpr char kNumbers[] = " +0 +\\d+ +\\d+( +\\d+\\.\\d{3}s){3} +\\d+ +";
std::string PsLine(const std::string& begin, const std::string& state, const std::string& end) {
  return " +" + begin + " +\\d+ " + state + kNumbers + end;
}

// ps shows each task with its parent and what it does; and itself, running.
TEST(PsTest, ShowsAllTasks) {
  const std::string out = RunCorix({"--virtual-time", "-c", "sleep 5 & spin & ps"}).out;
  EXPECT_EQ(Matches(out, kHead), 1) << out;
  EXPECT_EQ(Matches(out, PsLine("1 +0", "[RS]", "(\\(ready\\)|WaitTask\\S*) +corix")), 1) << out;
  EXPECT_EQ(Matches(out, PsLine("2 +1", "S", "Sleep\\S* +sleep")), 1) << out;
  EXPECT_EQ(Matches(out, PsLine("3 +1", "R", "\\(ready\\) +spin")), 1) << out;
  EXPECT_EQ(Matches(out, PsLine("4 +1", "R", "\\(running\\) +ps")), 1) << out;
}

// Under the virtual clock, what ps prints is the same in every run.
TEST(PsTest, IsTheSameInEveryRun) {
  const std::string commands = "sleep 5 &\nspin &\ncount 3\nps\nkill 3\nsleep 10\nps\n";
  const std::string first = testing::RunCorixInOne({"--virtual-time", "-i"}, commands).out;
  for (int run = 1; run < 20; ++run) {
    EXPECT_EQ(testing::RunCorixInOne({"--virtual-time", "-i"}, commands).out, first);
  }
}

// A task that has ended is a zombie until the shell asks for it. A shell without prompts asks only
// in wait and jobs.
TEST(PsTest, ZombiesStayUntilTheShellAsks) {
  for (const std::string asks : {"wait", "jobs"}) {
    const std::string commands = "sleep 1 & sleep 2; ps; echo then; " + asks + "; ps";
    const std::string out = RunCorix({"--virtual-time", "-c", commands}).out;
    const std::size_t then = out.find("then\n");
    const std::string zombie = PsLine("2 +1", "Z", "\\(ended\\) +sleep");
    EXPECT_EQ(Matches(out.substr(0, then), zombie), 1) << out;
    EXPECT_EQ(Matches(out.substr(then), zombie), 0) << out;
    EXPECT_EQ(Matches(out.substr(then), PsLine("1 +0", "[RS]", ".*corix")), 1) << out;
  }
}

// One with prompts asks before each prompt, and tells: no zombie is left then.
TEST(PsTest, APromptTakesZombies) {
  const Outcome outcome = RunCorix({"--virtual-time", "-i"}, "true &\nsleep 1\nps\n");
  EXPECT_EQ(Matches(outcome.out, ".* Z .*"), 0) << outcome.out;
  EXPECT_NE(outcome.err.find("[1]+  Done                    true\n"), std::string::npos);
}

}  // namespace
}  // namespace corix
