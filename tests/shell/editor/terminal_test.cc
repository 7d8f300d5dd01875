// The interactive shell at a real terminal.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/shell/editor/terminal_session.h"

namespace corix::testing {
namespace {

constexpr char kGreeting[] = "This is Corix. Type help to see what it can do, and exit to leave.\n";

std::string Greeted(const std::string& rest) { return kGreeting + rest; }

TEST(TerminalTest, TypesAndRuns) {
  TerminalSession shell;
  shell.WaitForEnd(Greeted("$"));
  shell.Type("echo hello\r");
  shell.WaitForEnd(Greeted("$ echo hello\nhello\n$"));
  EXPECT_TRUE(shell.model().pastes_are_bracketed());
  shell.Type("exit 3\r");
  EXPECT_EQ(shell.WaitForExit(), 3);
  EXPECT_FALSE(shell.model().pastes_are_bracketed());
  EXPECT_TRUE(SameModes(shell.pty().Modes(), shell.modes_before()));
}

TEST(TerminalTest, Edits) {
  TerminalSession shell;
  shell.WaitForEnd(Greeted("$"));
  shell.Type(
      "world\x01"
      "echo \x05!\x1b[D\x1b[D\x7f\x7fL\x1b"
      "b[\x1b"
      "f]\r");
  shell.WaitForEnd("$ echo [woLd]!\n[woLd]!\n$");
  // Wide characters, and marks that stay with their letters.
  shell.Type("echo \u4e2d\u6587e\u0301x\x02\x7f\x02-\r");
  shell.WaitForEnd("$ echo \u4e2d-\u6587x\n\u4e2d-\u6587x\n$");
  // C-c throws the line away, and its status is that of an interrupt.
  shell.Type("echo lost\x03");
  shell.WaitForEnd("$ echo lost^C\n$");
  shell.Type("echo $?\r");
  shell.WaitForEnd("$ echo $?\n130\n$");
  // C-d on an empty line is the end.
  shell.Type("\x04");
  EXPECT_EQ(shell.WaitForExit(), 0);
  EXPECT_TRUE(SameModes(shell.pty().Modes(), shell.modes_before()));
}

// A quote without its end goes on in another row, and so does a line that is longer than a row.
TEST(TerminalTest, GoesOn) {
  TerminalSession shell({}, {}, 24, 20);
  shell.WaitForEnd("$");
  shell.Type("echo 'a\rb'\r");
  shell.WaitForEnd("$ echo 'a\n> b'\na\nb\n$");
  shell.Type("echo 0123456789abcdefghijklmnop\x01\x1b[C\x1b[C\x1b[C\x1b[C ");
  shell.WaitForEnd("$ echo  0123456789ab\ncdefghijklmnop");
  shell.Type("\r");
  shell.WaitForEnd("0123456789abcdefghij\nklmnop\n$");
}

TEST(TerminalTest, History) {
  TerminalSession shell;
  shell.WaitForEnd("$");
  shell.Type("echo one\r");
  shell.WaitForEnd("$ echo one\none\n$");
  shell.Type("echo two\r");
  shell.WaitForEnd("$ echo two\ntwo\n$");
  shell.Type(" echo secret\r");
  shell.WaitForEnd("secret\n$");
  shell.Type("new\x1b[A\x1b[A");
  shell.WaitForEnd("$ echo one");
  shell.Type("\x1b[B\x1b[B");
  shell.WaitForEnd("$ new");
  shell.Type("\x15\x12one");
  shell.WaitForEnd("(reverse-i-search)`one': echo one");
  // Escape alone ends the search: nothing follows, and nothing waits for it.
  shell.Type("\x1b");
  shell.WaitForEnd("$ echo one");
  shell.Type(
      "\x05\x15"
      "ec");
  // The hint.
  shell.WaitForEnd("$ echo two");
  EXPECT_EQ(shell.model().column(), 4);
  shell.Type(
      "\x05\x7f\x7f\x7f"
      "2\r");
  shell.WaitForEnd("$ echo 2\n2\n$");
  shell.Type("exit\r");
  EXPECT_EQ(shell.WaitForExit(), 0);
  std::ifstream file(shell.home() + "/.corix_history");
  const std::string kept{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_EQ(kept, "echo one\necho two\necho 2\nexit\n");
}

TEST(TerminalTest, Completes) {
  TerminalSession shell;
  shell.WaitForEnd("$");
  std::filesystem::create_directory(shell.home() + "/some dir");
  std::ofstream(shell.home() + "/some dir/file one");
  std::ofstream(shell.home() + "/some dir/file two");
  shell.Type("echo ~/so\tfi\t");
  shell.WaitForEnd("$ echo ~/some\\ dir/file\\");
  shell.Type("\t");
  shell.WaitForEnd("$ echo ~/some\\ dir/file\\\nfile one  file two");
  shell.Type("o\t|");
  shell.WaitForEnd("$ echo ~/some\\ dir/file\\ one |");
  shell.Type("\x15philoso\t");
  shell.WaitUntil("the program", [](const TerminalModel& m) {
    return m.RowText(m.row()) == "$ philosophers" && m.column() == 15;
  });
  shell.Type("\x15sleep 1000 &\r");
  shell.WaitForEnd("[1] 2\n$");
  shell.Type("kill \t\t");
  shell.WaitForEnd("$ kill\n1 corix  2 sleep");
  shell.Type("2\r");
  shell.WaitForText("Terminated              sleep 1000\n$");
  shell.Type("echo $HOM\t.");
  shell.WaitForEnd("$ echo $HOME.");
}

TEST(TerminalTest, Pastes) {
  TerminalSession shell;
  shell.WaitForEnd("$");
  // What is pasted does not run before Enter, whatever is in it.
  shell.Type("\x1b[200~echo 'one\r\ttwo'\recho three\x1b[201~");
  shell.WaitForEnd("$ echo 'one\n>       two'\n> echo three");
  shell.Type("\r");
  shell.WaitForEnd("one\n        two\nthree\n$");
}

TEST(TerminalTest, Resizes) {
  TerminalSession shell({}, {}, 12, 60);
  shell.WaitForEnd("$");
  shell.Type("echo a line that is longer than the window will be");
  shell.WaitForEnd("$ echo a line that is longer than the window will be");
  shell.Resize(12, 20);
  shell.Type("!");
  shell.WaitForEnd("$ echo a line that i\ns longer than the wi\nndow will be!");
  shell.Resize(8, 70);
  shell.Type("\x7f\x7f");
  shell.WaitForEnd("$ echo a line that is longer than the window will b");
  shell.Type("\r");
  shell.WaitForEnd("a line that is longer than the window will b\n$");
}

// What runs in the background appears above the line, which stays as it is.
TEST(TerminalTest, OutputAboveTheLine) {
  TerminalSession shell;
  shell.WaitForEnd("$");
  shell.Type(
      "philosophers careful &\rhalf typed\x1b"
      "b");
  shell.WaitUntil("output above", [](const TerminalModel& m) {
    const std::string screen = m.Screen();
    const std::size_t eats = screen.find("eats");
    return eats != screen.npos && screen.find("eats", eats + 1) != screen.npos &&
           m.RowText(m.row()) == "$ half typed" && m.column() == 7;
  });
  shell.Type("quarter \r");
  shell.WaitForText("$ half quarter typed");
}

// Whatever ends it, the terminal is as it was, and the status is what it would have been.
TEST(TerminalTest, IsRestoredWhateverEndsIt) {
  for (const int signal : {SIGHUP, SIGABRT, SIGSEGV, SIGALRM}) {
    SCOPED_TRACE(signal);
    TerminalSession shell;
    shell.WaitForEnd("$");
    shell.Type("half typed");
    shell.WaitForEnd("$ half typed");
    EXPECT_FALSE(SameModes(shell.pty().Modes(), shell.modes_before()));
    shell.Signal(signal);
    // (Under a sanitizer some of them are reported first.)
    EXPECT_NE(shell.WaitForExit(), 0);
    EXPECT_TRUE(SameModes(shell.pty().Modes(), shell.modes_before()));
    EXPECT_FALSE(shell.model().pastes_are_bracketed());
    EXPECT_EQ(shell.model().column(), 0);
  }
}

// What ends other programs does not end a shell at its prompt; INT begins a new line.
TEST(TerminalTest, OutlivesWhatIsMeantForJobs) {
  TerminalSession shell;
  shell.WaitForEnd("$");
  for (const int signal : {SIGTERM, SIGQUIT, SIGTSTP}) shell.Signal(signal);
  shell.Type("echo on\r");
  shell.WaitForEnd("$ echo on\non\n$");
  shell.Type("half typed");
  shell.WaitForEnd("$ half typed");
  shell.Signal(SIGINT);
  shell.WaitForEnd("\n$");
  shell.Type("echo $?\r");
  shell.WaitForEnd("$ echo $?\n130\n$");
}

// A program that runs has the terminal as it was, and what was typed ahead is its input.
TEST(TerminalTest, CommandsHaveThePlainTerminal) {
  TerminalSession shell;
  shell.WaitForEnd("$");
  shell.Type("weigh\r");
  shell.WaitForText("$ weigh");
  shell.Type("exit\r");
  EXPECT_EQ(shell.WaitForExit() & 0x80, 0);
  EXPECT_TRUE(SameModes(shell.pty().Modes(), shell.modes_before()));
}

TEST(TerminalTest, WithoutColours) {
  TerminalSession shell({}, {"NO_COLOR=1"});
  shell.WaitForEnd("$");
  shell.Type("echo 'x' $?\r");
  shell.WaitForEnd("x 0\n$");
  shell.Type("echo");
  // Not even a hint.
  shell.WaitForEnd("$ echo");
  EXPECT_EQ(shell.model().From(0, true).find('<'), std::string::npos);
}

// A terminal that can do nothing is sent nothing but text.
TEST(TerminalTest, DumbTerminal) {
  TerminalSession shell({}, {"TERM=dumb"});
  shell.WaitForEnd(Greeted("$"));
  EXPECT_FALSE(shell.model().pastes_are_bracketed());
  EXPECT_TRUE(SameModes(shell.pty().Modes(), shell.modes_before()));
  shell.Type("echo plain\r");
  shell.WaitForEnd("$ echo plain\nplain\n$");
  shell.Type("exit\r");
  EXPECT_EQ(shell.WaitForExit(), 0);
}

// Whoever was stopped, and goes on, has the terminal again.
TEST(TerminalTest, StoppedAndGoesOn) {
  TerminalSession shell;
  shell.WaitForEnd("$");
  shell.Type("half");
  shell.WaitForEnd("$ half");
  shell.Signal(SIGSTOP);
  int status = 0;
  ASSERT_EQ(waitpid(shell.pid(), &status, WUNTRACED), shell.pid());
  // Meanwhile somebody else has set the modes.
  const termios before = shell.modes_before();
  tcsetattr(shell.pty().far(), TCSANOW, &before);
  shell.Signal(SIGCONT);
  shell.WaitUntil("raw modes",
                  [&](const TerminalModel&) { return !SameModes(shell.pty().Modes(), before); });
  shell.Type("s\x7f way\r");
  shell.WaitForText("$ half way");
}

}  // namespace
}  // namespace corix::testing
