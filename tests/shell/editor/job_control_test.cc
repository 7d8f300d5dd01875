// Scenes of job control, at a real terminal of the host: what a person does with Ctrl-C, Ctrl-Z, fg,
// bg and kill, to tasks, to programs of the host, and to both at once.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/shell/editor/terminal_session.h"

namespace corix::testing {
namespace {

constexpr char kCtrlC[] = "\x03";
constexpr char kCtrlD[] = "\x04";
constexpr char kCtrlZ[] = "\x1a";
constexpr char kCtrlBackslash[] = "\x1c";

// Until something is so that nobody tells us of.
template <typename Condition>
void WaitFor(Condition condition) {
  while (!condition()) usleep(1000);
}

// A shell at its prompt.
class Scene : public TerminalSession {
 public:
  Scene() { WaitForEnd("$"); }

  // Types a line, and waits until the next prompt is there.
  void Run(const std::string& line, const std::string& output = "") {
    Type(line + "\r");
    WaitForEnd("$ " + line + "\n" + output + "$");
  }
  // Types a line that leaves something in the foreground.
  void Start(const std::string& line) {
    Type(line + "\r");
    WaitForEnd("$ " + line);
    WaitForCooked();
  }
  // Until the shell has left the terminal to others: its editor has, at least.
  void WaitForCooked() const {
    WaitFor([this] { return (pty().Modes().c_lflag & ICANON) != 0; });
  }
  // Until the terminal belongs to another group of processes than the shell's.
  void WaitForBorrower() const {
    WaitFor([this] { return tcgetpgrp(pty().near()) != pid(); });
  }
  void Leave(int status = 0) {
    Type("exit\r");
    EXPECT_EQ(WaitForExit(), status);
    EXPECT_TRUE(SameModes(pty().Modes(), modes_before()));
  }
};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// R, S, Z, as in proc(5); 0: there is no such process.
char StateOf(pid_t pid) {
  const std::string stat = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t end = stat.rfind(')');
  return end == std::string::npos ? '\0' : stat[end + 2];
}

// What a script said that Ctrl-C has ended, without the key and the ends of lines: the host shows the key after it has sent
// the signal, so behind what the script says of it, or never; and it drops what it has not shown by then.
std::string Said(std::string screen) {
  if (const std::size_t key = screen.find("^C"); key != std::string::npos) screen.erase(key, 2);
  std::erase(screen, '\n');
  return screen;
}

// Not even as a zombie whose parent has gone before it.
bool Runs(pid_t pid) { return StateOf(pid) != '\0' && StateOf(pid) != 'Z'; }

// Until the host program that has the terminal waits for a key. (less, for one, sees a signal that
// comes just before its read only after the next key.)
void WaitForIdleBorrower(const Scene& shell) {
  shell.WaitForBorrower();
  const pid_t pid = tcgetpgrp(shell.pty().near());
  int idle = 0;
  WaitFor([&] { return (idle = StateOf(pid) == 'S' ? idle + 1 : 0) == 20; });
}

TEST(JobControlTest, CtrlCEndsTheJobAndTheLine) {
  Scene shell;
  shell.Start("sleep 1000; echo not this");
  shell.Type(kCtrlC);
  shell.WaitForEnd("^C\n$");
  shell.Run("echo $?", "130\n");
  shell.Run("jobs");
  shell.Leave();
}

TEST(JobControlTest, CtrlZStopsTheJobAndFgLetsItOn) {
  Scene shell;
  shell.Start("sleep 1000");
  shell.Type(kCtrlZ);
  shell.WaitForEnd("^Z\n[1]+  Stopped                 sleep 1000\n$");
  shell.Run("echo $?", "148\n");
  shell.Run("ps | grep -c T", "2\n");
  shell.Type("fg\r");
  shell.WaitForEnd("$ fg\nsleep 1000");
  shell.WaitForCooked();
  shell.Type(kCtrlC);
  shell.WaitForEnd("sleep 1000\n^C\n$");
  shell.Run("jobs");
  shell.Leave();
}

TEST(JobControlTest, BgLetsAJobGoOnBehind) {
  Scene shell;
  shell.Start("sleep 1000");
  shell.Type(kCtrlZ);
  shell.WaitForEnd("[1]+  Stopped                 sleep 1000\n$");
  shell.Run("bg", "[1]+ sleep 1000 &\n");
  shell.Run("jobs", "[1]+  Running                 sleep 1000 &\n");
  // Ctrl-C does not reach it there.
  shell.Start("sleep 2000");
  shell.Type(kCtrlC);
  shell.WaitForEnd("^C\n$");
  shell.Run("jobs", "[1]+  Running                 sleep 1000 &\n");
  shell.Leave();
}

// What became of a job is told before the next prompt, once.
TEST(JobControlTest, KillIsToldOnce) {
  Scene shell;
  shell.Type("sleep 1000 &\r");
  shell.WaitForEnd("[1] 2\n$");
  shell.Run("kill %1", "[1]+  Terminated              sleep 1000\n");
  shell.Run("echo next", "next\n");
  shell.Type("sleep 1000 &\r");
  shell.WaitForEnd("[1] 3\n$");
  shell.Run("kill -STOP %1", "[1]+  Stopped (signal)        sleep 1000\n");
  shell.Run("echo next", "next\n");
  shell.Run("kill -CONT %1");
  shell.Run("jobs", "[1]+  Running                 sleep 1000 &\n");
  shell.Run("kill -KILL %sleep", "[1]+  Killed                  sleep 1000\n");
  shell.Leave();
}

TEST(JobControlTest, APipelineStopsAsAWhole) {
  Scene shell;
  shell.Start("yes | sleep 1000 | cat");
  shell.Type(kCtrlZ);
  shell.WaitForEnd("^Z\n[1]+  Stopped                 yes | sleep 1000 | cat\n$");
  shell.Run("jobs -l",
            "[1]+     2 Stopped                 yes | sleep 1000 | cat\n"
            "         3 Stopped\n"
            "         4 Stopped\n");
  // One that is stopped hears of its end when it goes on: kill sees to that.
  shell.Run("kill %1", "[1]+  Terminated              yes | sleep 1000 | cat\n");
  shell.Leave();
}

TEST(JobControlTest, ALoopAndWhatTheShellItselfDoesCanBeInterrupted) {
  Scene shell;
  shell.Start("while true; do :; done");
  shell.Type(kCtrlC);
  shell.WaitForEnd("^C\n$");
  shell.Start("while true; do sleep 1000; done");
  shell.Type(kCtrlZ);
  shell.WaitForEnd("[1]+  Stopped                 sleep 1000\n$");
  shell.Run("kill %1", "[1]+  Terminated              sleep 1000\n");
  // A command substitution is part of the shell: it is not stopped, and can be ended.
  shell.Start("echo $(sleep 1000)");
  shell.Type(kCtrlZ);
  shell.Type(kCtrlC);
  // (What the terminal has not shown of the first key, the second flushes.)
  shell.WaitUntil("^C",
                  [](const TerminalModel& model) { return model.Screen().ends_with("^C\n$"); });
  shell.Start("read x");
  shell.Type(kCtrlC);
  shell.WaitForEnd("^C\n$");
  shell.Type("sleep 1000 &\r");
  // (Its tid depends on how far the substitution had come.)
  shell.WaitUntil("[1] ", [](const TerminalModel& model) {
    const std::string screen = model.Screen();
    return screen.find("\n[1] ") != std::string::npos && screen.ends_with("\n$");
  });
  shell.Start("wait");
  shell.Type(kCtrlC);
  shell.WaitForEnd("^C\n$");
  shell.Run("jobs", "[1]+  Running                 sleep 1000 &\n");
  shell.Leave();
}

TEST(JobControlTest, AnEndWithStoppedJobsIsWarnedOfOnce) {
  Scene shell;
  shell.Start("sleep 1000");
  shell.Type(kCtrlZ);
  shell.WaitForEnd("[1]+  Stopped                 sleep 1000\n$");
  shell.Type(kCtrlD);
  shell.WaitForEnd("$\nThere are stopped jobs.\n$");
  // Another command comes between: it is warned of again.
  shell.Run("echo", "\n");
  shell.Run("exit", "There are stopped jobs.\n");
  // But who only looks at them means it.
  shell.Run("jobs", "[1]+  Stopped                 sleep 1000\n");
  shell.Type(kCtrlD);
  EXPECT_EQ(shell.WaitForExit(), 0);
  EXPECT_TRUE(SameModes(shell.pty().Modes(), shell.modes_before()));
}

TEST(JobControlTest, AJobBehindIsStoppedWhenItReadsTheTerminal) {
  Scene shell;
  shell.Type("cat &\r");
  shell.WaitForEnd("[1] 2\n$");
  shell.Run("jobs", "[1]+  Stopped (tty input)     cat\n");
  // What is typed is the shell's.
  shell.Run("echo mine", "mine\n");
  shell.Type("fg\r");
  shell.WaitForEnd("$ fg\ncat");
  shell.WaitForCooked();
  shell.Type("its\r");
  shell.WaitForEnd("cat\nits\nits");
  shell.Type(kCtrlD);
  shell.WaitForEnd("its\nits\n$");
  shell.Run("jobs");
  shell.Leave();
}

// ---- Programs of the host ----

TEST(JobControlTest, AHostProgramIsEndedAndStoppedByItsKeys) {
  Scene shell;
  shell.Start("/bin/sleep 1000");
  shell.WaitForBorrower();
  shell.Type(kCtrlC);
  shell.WaitForEnd("^C\n$");
  shell.Run("echo $?", "130\n");
  shell.Start("/bin/sleep 1000");
  shell.WaitForBorrower();
  shell.Type(kCtrlZ);
  shell.WaitForEnd("^Z\n[1]+  Stopped                 /bin/sleep 1000\n$");
  shell.Run("bg", "[1]+ /bin/sleep 1000 &\n");
  shell.Run("jobs", "[1]+  Running                 /bin/sleep 1000 &\n");
  shell.Type("fg\r");
  shell.WaitForEnd("$ fg\n/bin/sleep 1000");
  shell.WaitForBorrower();
  shell.Type(kCtrlBackslash);
  shell.WaitForEnd("^\\/bin/sleep: task 3: Quit\n$");
  shell.Leave(131);
}

// Its own children are of its group: they get what it gets.
TEST(JobControlTest, AHostProgramsChildrenAreReachedToo) {
  Scene shell;
  const std::string file = shell.home() + "/pid";
  shell.Start("sh -c 'sleep 1000 & echo $! > " + file + "; wait; echo not this'");
  shell.WaitForBorrower();
  WaitFor([&] { return !ReadFile(file).empty(); });
  const pid_t child = std::stoi(ReadFile(file));
  shell.Type(kCtrlZ);
  shell.WaitForText("Stopped");
  shell.Type("kill %1\r");
  WaitFor([&] { return !Runs(child); });
  shell.Type("wait; jobs\r");
  shell.WaitForEnd("$ wait; jobs\n$");
  shell.Leave();
}

// A job of tasks and host programs: what ends or stops the ones does so with the others.
TEST(JobControlTest, AMixedPipelineIsOneJob) {
  Scene shell;
  shell.Start("sleep 1000 | /bin/cat | sleep 1000");
  WaitForIdleBorrower(shell);
  shell.Type(kCtrlZ);
  shell.WaitForEnd("^Z\n[1]+  Stopped                 sleep 1000 | /bin/cat | sleep 1000\n$");
  shell.Type("fg\r");
  shell.WaitForEnd("sleep 1000 | /bin/cat | sleep 1000");
  WaitForIdleBorrower(shell);
  shell.Type(kCtrlC);
  shell.WaitForEnd("^C\n$");
  shell.Run("jobs");
  shell.Leave();
}

// Who of a job reads the terminal gets it, be it a task or a program of the host.
TEST(JobControlTest, AMixedPipelineReadsTheTerminal) {
  Scene shell;
  shell.Start("cat | /bin/cat");
  shell.Type("one\r");
  shell.WaitForEnd("one\none");
  shell.Type(kCtrlZ);
  shell.WaitForEnd("[1]+  Stopped                 cat | /bin/cat\n$");
  shell.Type("fg\r");
  shell.WaitForEnd("cat | /bin/cat");
  shell.Type("two\r");
  shell.WaitForEnd("two\ntwo");
  shell.Type(kCtrlD);
  shell.WaitForEnd("two\ntwo\n$");
  shell.Start("{ read a; echo $a; } | sh -c 'read a; read b </dev/tty; echo $b $a'");
  shell.Type("three\rfour\r");
  shell.WaitForEnd("three\nfour\nfour three\n$");
  shell.Start("cat | /bin/cat");
  shell.Type("five\r");
  shell.WaitForEnd("five\nfive");
  shell.Type(kCtrlC);
  shell.WaitForEnd("five\nfive\n^C\n$");
  shell.Run("jobs");
  shell.Leave();
}

// ---- Traps ----

TEST(JobControlTest, TrapsOfThoseWhoWait) {
  Scene shell;
  shell.Type("(trap 'echo trapped' TERM; echo set; sleep 1000) &\r");
  shell.WaitUntil("set", [](const TerminalModel& model) {
    const std::string screen = model.Screen();
    return screen.find("\nset\n") != std::string::npos && screen.ends_with("\n$");
  });
  shell.Type("kill %1; wait\r");
  shell.WaitForEnd("sleep: task 3: Terminated\ntrapped\n$");
  shell.Type("(trap 'echo sub; exit 3' INT; echo set; sleep 1000)\r");
  shell.WaitForEnd("set");
  shell.Type(kCtrlC);
  shell.WaitForText("sub\n$");
  shell.Run("echo $?", "3\n");
  shell.Leave();
}

TEST(JobControlTest, AScriptCleansUp) {
  TerminalSession script({"-c", "trap 'echo bye; exit' EXIT; echo ready; sleep 1000"});
  script.WaitForText("ready");
  script.Type(kCtrlC);
  EXPECT_EQ(script.WaitForExit(), 130);
  EXPECT_EQ(Said(script.model().Screen()), "readybye");
}

// Whoever dies with the terminal in disorder leaves it in order; and who is stopped finds it again
// as it was.
TEST(JobControlTest, EachHasItsOwnModes) {
  Scene shell;
  shell.Run("sh -c 'stty -echo -icanon; kill -9 $$'", "sh: task 2: Killed\n");
  shell.Run("sh -c 'stty -a | tr \" \" \"\\n\" | grep -c \"^-echo$\"'", "0\n");
  shell.Type("sh -c 'stty -echo; kill -TSTP $$; stty -a | tr \" \" \"\\n\" | grep \"^-echo$\"'\r");
  shell.WaitForText("Stopped");
  shell.Run("echo seen", "seen\n");
  shell.Type("fg\r");
  shell.WaitForEnd("-echo\n$");
  shell.Run("echo seen", "seen\n");
  shell.Leave();
}

TEST(JobControlTest, Less) {
  Scene shell;
  const std::string file = shell.home() + "/numbers";
  std::ofstream numbers(file);
  for (int i = 1; i <= 100; ++i) numbers << "line " << i << "\n";
  numbers.close();
  shell.Type("less " + file + "\r");
  shell.WaitForBytes("line 23");
  shell.Type(" ");
  shell.WaitForBytes("line 46");
  WaitForIdleBorrower(shell);
  shell.Type(kCtrlZ);
  shell.WaitForBytes("Stopped                 less");
  shell.Type("echo at the prompt\r");
  shell.WaitForBytes("\x1b[?2004lat the prompt\r\n");
  shell.Type("fg\r");
  shell.WaitForBytes("line 46");
  WaitForIdleBorrower(shell);
  shell.Type("q");
  shell.WaitForBytes("$ ");
  shell.Type("echo $?\r");
  shell.WaitForBytes("\x1b[?2004l0\r\n");
  shell.Leave();
}

TEST(JobControlTest, YesIntoLess) {
  Scene shell;
  shell.Type("yes hello | less\r");
  shell.WaitForBytes("hello\r\nhello");
  WaitForIdleBorrower(shell);
  shell.Type(kCtrlZ);
  shell.WaitForBytes("Stopped                 yes hello | less");
  shell.Type("fg\r");
  shell.WaitForBytes("yes hello | less\r\n");
  WaitForIdleBorrower(shell);
  shell.Type("q");
  shell.WaitForBytes("$ ");
  shell.Type("jobs; echo $?\r");
  shell.WaitForBytes("\x1b[?2004l0\r\n");
  shell.Leave();
}

TEST(JobControlTest, Vi) {
  Scene shell;
  const std::string file = shell.home() + "/text";
  shell.Type("vi " + file + "\r");
  shell.WaitForBytes("~");
  shell.Type("ihello");
  shell.WaitForBytes("hello");
  shell.Type("\x1b");
  WaitForIdleBorrower(shell);
  shell.Type(kCtrlZ);
  shell.WaitForBytes("Stopped                 vi");
  shell.Type("fg\r");
  shell.WaitForBytes("hello");
  shell.Type("ZZ");
  shell.WaitForBytes("$ ");
  shell.Type("cat " + file + "\r");
  shell.WaitForBytes("\x1b[?2004lhello\r\n");
  shell.Leave();
}

// ---- Ends ----

TEST(JobControlTest, AHangUpReachesAll) {
  Scene shell;
  const std::string file = shell.home() + "/heard";
  shell.Type("sh -c 'trap \"echo HUP > " + file +
             "; exit\" HUP; echo rea\\dy; sleep 1000 & wait' &\r");
  shell.WaitForText("ready");
  shell.Signal(SIGHUP);
  EXPECT_EQ(shell.WaitForExit(), 129);
  EXPECT_EQ(ReadFile(file), "HUP\n");
}

// Who does not end when it is told so is ended after two seconds.
TEST(JobControlTest, NobodyOutlivesTheShell) {
  Scene shell;
  const std::string file = shell.home() + "/pid";
  shell.Type("sh -c 'trap \"\" HUP; echo $$ > " + file + "; echo rea\\dy; sleep 1000; exit' &\r");
  shell.WaitForText("ready");
  shell.Type("(trap '' HUP; sleep 1000) &\r");
  shell.WaitForEnd("[2] 3\n$");
  shell.Type(kCtrlD);
  EXPECT_EQ(shell.WaitForExit(), 0);
  EXPECT_FALSE(Runs(std::stoi(ReadFile(file))));
}

TEST(JobControlTest, WhoComputesIsNamedAndASecondCtrlCLeaves) {
  Scene shell;
  const std::string file = shell.home() + "/pid";
  shell.Type("sh -c 'echo $$ > " + file + "; echo rea\\dy; sleep 1000' &\r");
  shell.WaitForText("ready");
  shell.Type("hog 1000\r");
  shell.WaitForText("; nobody else can run meanwhile");
  shell.Type(kCtrlC);
  shell.WaitForText(
      "and cannot be interrupted;\ncorix: Ctrl-C again within two seconds leaves Corix");
  shell.Type(kCtrlC);
  EXPECT_EQ(shell.WaitForExit(), 130);
  EXPECT_TRUE(SameModes(shell.pty().Modes(), shell.modes_before()));
  EXPECT_EQ(ReadFile(shell.home() + "/.corix_history").substr(0, 5), "sh -c");
  const pid_t child = std::stoi(ReadFile(file));
  WaitFor([&] { return !Runs(child); });
}

// The same at a prompt, where Ctrl-C is no signal until the watchdog has spoken.
TEST(JobControlTest, WhoComputesBehindThePromptIsNamedToo) {
  Scene shell;
  shell.Type("hog 2 &\r");
  shell.WaitForText("(hog) has held the CPU for");
  // When it has ended, the line is there again.
  shell.Type("echo on\r");
  shell.WaitForEnd("$ echo on\non\n[1]+  Done                    hog 2\n$");
  shell.Leave();
}

// ---- A script has no jobs: its keys are for all of it ----

TEST(JobControlTest, CtrlCEndsAScript) {
  TerminalSession script({"-c", "echo rea\\dy; sleep 1000; echo not this"});
  script.WaitForText("ready");
  script.Type(kCtrlC);
  EXPECT_EQ(script.WaitForExit(), 130);
  EXPECT_EQ(Said(script.model().Screen()), "ready");
}

// (A shell around it sees that: it is a Corix too.)
TEST(JobControlTest, CtrlZStopsAScriptAsAWhole) {
  Scene shell;
  shell.Run("alias inner=" CORIX_PROGRAM);
  shell.Type("inner -c 'echo rea\\dy; read x; echo got $x'\r");
  shell.WaitForEnd("ready");
  shell.Type(kCtrlZ);
  shell.WaitForText("Stopped");
  shell.Type("fg\r");
  shell.WaitForBorrower();
  shell.Type("it\r");
  shell.WaitForText("got it");
  shell.Leave();
}

}  // namespace
}  // namespace corix::testing
