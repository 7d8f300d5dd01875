// userland/lib/strace_lines.h: what was heard of tasks, as strace writes it. Pure: no calls are made
// here.
//
//   Sleep(1s)                               = OK <asleep 1.000>
//   [tid 5] WaitTask(6 <unfinished ...>
//   [tid 6] Exit(3)                         = ?
//   [tid 6] +++ exited with 3 +++
//   [tid 5] <... WaitTask resumed>)         = 3
#ifndef CORIX_USERLAND_LIB_STRACE_LINES_H_
#define CORIX_USERLAND_LIB_STRACE_LINES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "kernel/api/tap_event.h"

namespace corix {

// Which calls are to be shown.
struct CallFilter {
  bool all = true;  // all but those named; or else only those named
  std::set<std::string> calls;

  bool Shows(const std::string& call) const { return calls.contains(call) != all; }
};

// Of -e: "trace=Read,Write", "trace=!Yield", "Read", "inject=Read:error=CANCELLED:when=3", ... It is
// added to what there is. INVALID_ARGUMENT: what is wrong.
absl::Status AddExpression(std::string_view text, CallFilter& filter,
                           std::vector<FaultRule>& faults);

class StraceLines {
 public:
  struct Style {
    CallFilter filter;
    bool stamps = false;     // the time before each line
    bool durations = false;  // of calls that did not sleep, too
    bool announce = false;   // tell of the first task too
  };
  explicit StraceLines(Style style) : style_(std::move(style)) {}

  // What is to be printed now. A call without its answer is kept back, since that may follow.
  std::string Tell(const TapEvent& event);
  // Nothing follows for now: what was kept back, so far.
  std::string Flush();

  // How many tasks have been attached and have not ended.
  std::size_t attached() const { return attached_.size(); }

 private:
  // The last line, as long as its end is missing.
  struct OpenLine {
    Tid task;
    std::string text;
    bool printed = false;
  };

  std::string Prefix(const TapEvent& event) const;
  std::string Interrupt();
  std::string Called(const TapEvent& event);
  std::string Answered(const TapEvent& event);
  std::string Exited(const TapEvent& event);

  Style style_;
  std::set<int> attached_;
  std::map<int, std::string> unfinished_;  // calls of tasks, that were shown as such
  std::optional<OpenLine> open_;
};

// How often each call was made, how often in vain, and how long it slept.
class StraceSummary {
 public:
  void Count(const TapEvent& event, const CallFilter& filter);
  std::string Table() const;

 private:
  struct Line {
    std::uint64_t calls = 0;
    std::uint64_t errors = 0;
    absl::Duration asleep;
    absl::Duration waited;
  };
  std::map<std::string, Line> lines_;
  absl::Duration cpu_;
  std::uint64_t ended_ = 0;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_STRACE_LINES_H_
