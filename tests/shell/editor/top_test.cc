// Scenes of top, at a real terminal of the host: it has the screen, everything else runs meanwhile,
// and the terminal is as before when it ends, however that is.

#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "tests/shell/editor/terminal_session.h"

namespace corix::testing {
namespace {

constexpr char kCtrlC[] = "\x03";
constexpr char kCtrlZ[] = "\x1a";
constexpr char kDown[] = "\x1b[B";

class TopScene : public TerminalSession {
 public:
  TopScene() {
    WaitForEnd("$");
    Type("sleep 1000 &\r");
    WaitForEnd("[1] 2\n$");
  }
  void Start(const std::string& line) {
    Type(line + "\r");
    WaitForText("top - ");
  }
  void Leave() {
    Type("echo still here\r");
    WaitForText("\nstill here\n");
    Type("exit\r");
    EXPECT_EQ(WaitForExit(), 0);
    EXPECT_TRUE(SameModes(pty().Modes(), modes_before()));
  }
  // Until what was on the screen before is there again, and a prompt below.
  void WaitForScreenBefore() {
    WaitUntil("the screen of before", [](const TerminalModel& model) {
      const std::string screen = model.Screen();
      return screen.find("top - ") == std::string::npos &&
             screen.find("sleep 1000 &") != std::string::npos && screen.ends_with("\n$");
    });
  }
};

TEST(TopTest, ShowsTasksAndGivesTheScreenBack) {
  TopScene shell;
  shell.Start("top");
  shell.WaitForText("Sleep(");
  shell.Resize(8, 50);
  shell.WaitUntil("a small screen", [](const TerminalModel& model) {
    return model.RowText(0).starts_with("top - ") && model.RowText(4).size() <= 50;
  });
  shell.Resize(24, 80);
  // It looks again by itself.
  shell.Type("d0.1\r");
  shell.WaitForText(" up 0:00:01");
  shell.Type("q");
  shell.WaitForScreenBefore();
  shell.Start("top");
  shell.Type(kCtrlC);
  shell.WaitForScreenBefore();
  shell.Leave();
}

TEST(TopTest, SeesAndKillsATask) {
  TopScene shell;
  shell.Start("top -o n");
  // The second in the order of their names.
  shell.Type(std::string(kDown) + kDown + "\r");
  shell.WaitForText("task 2 (sleep); q, Enter or Escape: back");
  shell.WaitForText("#0  ");
  shell.Type("q");
  shell.WaitForText("TRAPS/S");
  shell.Type("k99\r");
  shell.WaitForText("no task 99");
  shell.Type("k2\rNOSUCH\r");
  shell.WaitForText("NOSUCH is not a signal");
  shell.Type("k2\r\r");
  shell.WaitForText("sent TERM to task 2");
  shell.Type("q");
  // What has become of the job is told by the shell, when it is there again.
  shell.WaitForText("Terminated              sleep 1000\n$");
  shell.Leave();
}

// Others run, and what they write is on the screen of before.
TEST(TopTest, OthersGoOn) {
  TopScene shell;
  shell.Type("(sleep 0.5; echo from behind) &\r");
  shell.WaitForText("[2] 3\n$");
  shell.Start("top -d 0.1 -n 20");
  // It ends by itself.
  shell.WaitForText("from behind");
  shell.Leave();
}

TEST(TopTest, CanBeStoppedAndGoesOn) {
  TopScene shell;
  shell.Start("top");
  shell.Type(kCtrlZ);
  shell.WaitForText("Stopped                 top\n$");
  shell.Type("fg\r");
  shell.WaitForText("top - ");
  shell.Type("q");
  shell.WaitForScreenBefore();
  // In the background it has no business here.
  shell.Type("top &\r");
  shell.WaitForText("top: others have the terminal");
  shell.Leave();
}

// A signal that ends all of Corix gives the screen back too.
TEST(TopTest, TheScreenComesBackWhateverHappens) {
  TopScene shell;
  shell.Start("top");
  shell.Signal(SIGABRT);
  EXPECT_EQ(shell.WaitForExit(), 128 + SIGABRT);
  EXPECT_TRUE(SameModes(shell.pty().Modes(), shell.modes_before()));
  EXPECT_EQ(shell.model().Screen().find("top - "), std::string::npos);
}

}  // namespace
}  // namespace corix::testing
