// shell/session.h: transcripts that run, as text: reading one, comparing what was printed with what
// is expected, and writing the expectation anew. Pure: nothing runs here.
//
//   # What a copy is worth.          a comment: any line that begins with #
//   $ cat > copy                     a command; lines "> ..." right behind it are more of it
//   < one                            lines "< ..." right behind the command: its standard input,
//   < two                            which is /dev/null otherwise
//   $ wc -l copy; ls -l
//   2 copy                           what it prints, to standard output and standard error
//   ...                              any lines, or none
//   /.* copy/                        a line that matches this regular expression, of RE2, as a whole
//   ? 0                              its status, which is not looked at otherwise
//
// A line that would be read as one of these, and is meant as it stands, begins with a backslash
// more: \# not a comment. Output without a newline at its end has \c there. Empty lines count, but
// for those before the first command and behind a comment.
#ifndef CORIX_SHELL_SESSION_H_
#define CORIX_SHELL_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "userland/lib/regex.h"

namespace corix {

// One line that is expected.
struct Expectation {
  enum class Kind : std::uint8_t { kLine, kAnyLines, kRegex };

  Kind kind = Kind::kLine;
  std::string source;  // as it stands in the file
  std::string text;    // the line, with its newline if it has one
  std::shared_ptr<const Regex> regex = nullptr;

  bool Matches(std::string_view line) const;
};

// A command, and what should come of it.
struct SessionStep {
  int line = 0;  // of the command in the file, from 1
  std::string command;
  std::optional<std::string> input;
  std::vector<Expectation> expected;
  std::optional<int> status;
  // Which lines of the file stand for output and status: from, and up to, counted from 0. (A comment
  // that follows is none of them.)
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Session {
  std::vector<std::string> lines;  // of the file
  std::vector<SessionStep> steps;
};

// What really came of a step.
struct StepResult {
  std::string output;
  int status = 0;
};

// INVALID_ARGUMENT: what is wrong, and in which line.
absl::StatusOr<Session> ParseSession(std::string_view text);

// Whether all is as expected.
bool Agrees(const SessionStep& step, const StepResult& result);

// The differences, line by line: "-" was expected, "+" came. A status that differs too.
std::string Difference(const SessionStep& step, const StepResult& result);

// The file with what came, in place of what was expected and did not come; "..." and regular
// expressions stay where they still match, and so does everything else. `results` may be fewer than
// steps; those without a result stay.
std::string UpdatedSession(const Session& session, const std::vector<StepResult>& results);

}  // namespace corix

#endif  // CORIX_SHELL_SESSION_H_
