// tests/labs/grader/report.h: how the harness talks to `lab`.
//
// Over one socket, whose number the environment names. First `lab` sends a word that is new for
// each test; then each line from here begins with it. (Without a socket, as in gdb, the lines go to
// standard error, for a person.)
#ifndef CORIX_TESTS_LABS_GRADER_REPORT_H_
#define CORIX_TESTS_LABS_GRADER_REPORT_H_

#include <string>

namespace grader::internal {

// Sends "KEY VALUE".
void Tell(const char* key, const std::string& value);

// Tells the law, and the last events: of what was thrown and not caught, those before it was thrown.
// For ends that no test had in mind.
void TellCircumstances(bool thrown = false);

// Tells what the exception is that came out of the student's code, and where it was thrown. Called in
// a handler.
void TellException();

// Tells where the program is: one line for each function that was called, innermost first, without
// the first `skip`; or, in a signal's handler, from the place on that it `interrupted`.
void TellStack(int skip, const void* interrupted = nullptr);

// Tells one place in the code.
void TellPlace(void* pc);

// Ends the process at once; nothing of it runs any more.
[[noreturn]] void End(int status);

// True once the test is over, well or not.
bool IsOver();

// While one lives, what is allocated belongs to the harness, and is no leak.
class Uncounted {
 public:
  Uncounted();
  ~Uncounted();
  Uncounted(const Uncounted&) = delete;
  Uncounted& operator=(const Uncounted&) = delete;
};

// Installs what reports exit(), signals of the grader, and the sanitizers' ends.
void WatchForEnds();

}  // namespace grader::internal

#endif  // CORIX_TESTS_LABS_GRADER_REPORT_H_
