// tests/shell/editor/terminal_session.h: the real program `corix` at a terminal, which is a model in memory.
//
// The test types, and waits until the screen shows what it should: nothing here sleeps, and what
// does not come within the deadline of child.h is a failure.
#ifndef CORIX_TESTS_SHELL_EDITOR_TERMINAL_SESSION_H_
#define CORIX_TESTS_SHELL_EDITOR_TERMINAL_SESSION_H_

#include <sys/types.h>
#include <termios.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/pty.h"
#include "tests/shell/child.h"
#include "tests/shell/editor/terminal_model.h"

namespace corix::testing {

class TerminalSession {
 public:
  // Variables as NAME=VALUE; there are TERM, HOME, PATH and CORIX_HISTORY.
  explicit TerminalSession(std::vector<std::string> args = {},
                           std::vector<std::string> variables = {}, int rows = 24,
                           int columns = 80);
  ~TerminalSession();
  TerminalSession(const TerminalSession&) = delete;
  TerminalSession& operator=(const TerminalSession&) = delete;

  void Type(std::string_view bytes);
  void Resize(int rows, int columns);
  // Until the screen is as wished; the screen, if that does not come to pass.
  void WaitUntil(std::string_view what, const std::function<bool(const TerminalModel&)>& holds);
  // Until the last rows of the screen are these.
  void WaitForEnd(std::string_view rows);
  // Until it says this anywhere.
  void WaitForText(std::string_view text);
  // Until these bytes come, after those for which was waited so before. From the first such call on,
  // nothing is drawn on the model: for programs that use a terminal in ways that it does not know.
  void WaitForBytes(std::string_view bytes);
  void Signal(int signal) const;
  // As Child::Wait.
  int WaitForExit();

  TerminalModel& model() { return model_; }
  const Pty& pty() const { return pty_; }
  const termios& modes_before() const { return modes_before_; }
  const std::string& home() const { return home_; }
  pid_t pid() const { return pid_; }

 private:
  bool ReadMore();

  Pty pty_;
  TerminalModel model_;
  bool draws_ = true;
  std::string unseen_;  // bytes that came since nothing is drawn, and were not waited for
  termios modes_before_;
  std::string home_;
  pid_t pid_ = -1;
};

}  // namespace corix::testing

#endif  // CORIX_TESTS_SHELL_EDITOR_TERMINAL_SESSION_H_
