#include "userland/lib/strace_lines.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "kernel/api/absl_view.h"
#include "syscalls/open_tap.h"

namespace corix {
namespace {

constexpr std::size_t kAnswerColumn = 40;

std::string Seconds(absl::Duration duration) {
  return absl::StrFormat("%.3f", absl::ToDoubleSeconds(duration));
}

// Brings the answers of short calls below each other.
std::string WithAnswer(std::string_view line, std::string_view answer) {
  std::string text(line);
  if (text.size() < kAnswerColumn) text.resize(kAnswerColumn, ' ');
  return absl::StrCat(text, text.back() == ' ' ? "" : " ", "= ",
                      answer.empty() ? "nothing" : AbslView(answer));
}

std::string DurationText(const TapEvent& event, bool always) {
  if (!always && event.asleep == absl::ZeroDuration()) return "";
  std::string text = absl::StrCat(" <asleep ", Seconds(event.asleep));
  if (always) absl::StrAppend(&text, ", ready ", Seconds(event.waited));
  return text + ">";
}

// ---- Expressions ----

absl::Status Wrong(std::string_view what, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(AbslView(what), ": ", AbslView(why)));
}

absl::StatusOr<std::set<std::string>> ParseCalls(std::string_view text) {
  std::set<std::string> calls;
  for (std::string& call : std::vector<std::string>(absl::StrSplit(AbslView(text), ','))) {
    const absl::StatusOr<bool> known = CanBeRefused(call);
    if (!known.ok()) return absl::InvalidArgumentError(known.status().message());
    calls.insert(std::move(call));
  }
  return calls;
}

absl::Status AddFilter(std::string_view text, CallFilter& filter) {
  if (text == "all") {
    filter = CallFilter();
    return absl::OkStatus();
  }
  if (text == "none") {
    filter = CallFilter{.all = false, .calls = {}};
    return absl::OkStatus();
  }
  const bool negated = text.starts_with('!');
  if (negated) text.remove_prefix(1);
  absl::StatusOr<std::set<std::string>> calls = ParseCalls(text);
  if (!calls.ok()) return calls.status();
  filter.all = negated;
  filter.calls = *std::move(calls);
  return absl::OkStatus();
}

absl::Status ParseError(std::string_view text, FaultRule& rule) {
  for (int code = 1; code <= static_cast<int>(absl::StatusCode::kUnauthenticated); ++code) {
    const auto status_code = static_cast<absl::StatusCode>(code);
    if (absl::StatusCodeToString(status_code) != std::string(text)) continue;
    rule.error = absl::Status(status_code, absl::StrCat(AbslView(text), " was injected"));
    return absl::OkStatus();
  }
  return Wrong(text, "no such error; they are called CANCELLED, NOT_FOUND, and so on");
}

absl::Status ParseDelay(std::string_view text, FaultRule& rule) {
  double seconds = 0;
  if (absl::SimpleAtod(AbslView(text), &seconds)) {
    rule.delay = absl::Seconds(seconds);
  } else if (!absl::ParseDuration(AbslView(text), &rule.delay)) {
    return Wrong(text, "no duration; write 0.5, or 500ms");
  }
  if (rule.delay < absl::ZeroDuration()) return Wrong(text, "a delay is not negative");
  return absl::OkStatus();
}

// N, N+, N+STEP, N..M, N..M+STEP.
absl::Status ParseWhen(std::string_view text, FaultRule& rule) {
  absl::Status wrong = Wrong(text, "not a number of calls; write 3, 3+, 3+2, 3..9 or 3..9+2");
  const auto take_number = [&text](std::uint64_t* number) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    const bool good = absl::SimpleAtoi(AbslView(text.substr(0, end)), number);
    text.remove_prefix(end);
    return good;
  };
  if (!take_number(&rule.first) || rule.first == 0) return wrong;
  rule.step = 0;
  if (text.starts_with("..")) {
    text.remove_prefix(2);
    if (!take_number(&rule.last) || rule.last < rule.first) return wrong;
    rule.step = 1;
  }
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    rule.step = 1;
    if (!text.empty() && !take_number(&rule.step)) return wrong;
  }
  return text.empty() ? absl::OkStatus() : wrong;
}

absl::Status AddFaults(std::string_view text, std::vector<FaultRule>& faults) {
  const std::vector<std::string> parts = absl::StrSplit(AbslView(text), ':');
  const absl::StatusOr<std::set<std::string>> calls = ParseCalls(parts[0]);
  if (!calls.ok()) return calls.status();
  FaultRule rule;
  bool does_something = false;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    absl::string_view part = parts[i];
    absl::Status status = Wrong(parts[i], "not understood; write error=, delay= or when=");
    if (absl::ConsumePrefix(&part, "error=")) {
      status = ParseError(StdView(part), rule);
      does_something = true;
    } else if (absl::ConsumePrefix(&part, "delay=")) {
      status = ParseDelay(StdView(part), rule);
      does_something = true;
    } else if (absl::ConsumePrefix(&part, "when=")) {
      status = ParseWhen(StdView(part), rule);
    }
    if (!status.ok()) return status;
  }
  if (!does_something) return Wrong(text, "what is to happen? Add :error= or :delay=");
  if (!rule.error.ok() && rule.delay > absl::ZeroDuration())
    return Wrong(text, "either an error or a delay");
  for (const std::string& call : *calls) {
    rule.call = call;
    faults.push_back(rule);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddExpression(std::string_view text, CallFilter& filter,
                           std::vector<FaultRule>& faults) {
  absl::string_view rest = AbslView(text);
  if (absl::ConsumePrefix(&rest, "inject=")) return AddFaults(StdView(rest), faults);
  (void)absl::ConsumePrefix(&rest, "trace=");
  return AddFilter(StdView(rest), filter);
}

// ---- Lines ----

std::string StraceLines::Prefix(const TapEvent& event) const {
  std::string text;
  if (attached_.size() > 1) absl::StrAppendFormat(&text, "[tid %d] ", event.task);
  if (style_.stamps) absl::StrAppend(&text, Seconds(event.when), " ");
  return text;
}

// Somebody else comes in between.
std::string StraceLines::Interrupt() {
  if (!open_.has_value()) return "";
  const OpenLine line = *std::exchange(open_, std::nullopt);
  return absl::StrCat(line.printed ? "" : line.text, " <unfinished ...>\n");
}

std::string StraceLines::Flush() {
  if (!open_.has_value() || open_->printed) return "";
  open_->printed = true;
  return open_->text;
}

std::string StraceLines::Called(const TapEvent& event) {
  if (!style_.filter.Shows(event.call)) return "";
  std::string text = Interrupt();
  unfinished_[event.task] = event.call;
  open_ = OpenLine{.task = event.task,
                   .text = absl::StrCat(Prefix(event), event.call, "(", event.text)};
  return text;
}

std::string StraceLines::Answered(const TapEvent& event) {
  const auto found = unfinished_.find(event.task);
  if (found == unfinished_.end()) return "";
  unfinished_.erase(found);
  std::string text;
  std::string begin;
  bool printed = false;
  if (open_.has_value() && open_->task == event.task) {
    begin = open_->text;
    printed = open_->printed;
    open_.reset();
  } else {
    text = Interrupt();
    begin = absl::StrCat(Prefix(event), "<... ", event.call, " resumed>");
  }
  const bool abandoned = event.kind == TapEvent::Kind::kAbandoned;
  std::string line = WithAnswer(begin + ")", abandoned ? "? (time is up)" : event.text);
  if (event.injected) line += event.failed ? " (INJECTED)" : " (DELAYED)";
  line += DurationText(event, style_.durations);
  if (printed) line.erase(0, begin.size());
  return absl::StrCat(text, line, "\n");
}

std::string StraceLines::Exited(const TapEvent& event) {
  std::string text;
  const bool in_a_call = unfinished_.erase(event.task) > 0;
  if (in_a_call && open_.has_value() && open_->task == event.task) {
    const OpenLine line = *std::exchange(open_, std::nullopt);
    const bool killed = event.status.cause == ExitStatus::Cause::kKilled;
    std::string end = WithAnswer(absl::StrCat(line.text, killed ? " <unfinished ...>)" : ")"), "?");
    if (line.printed) end.erase(0, line.text.size());
    text = end + "\n";
  } else {
    text = Interrupt();
  }
  absl::StrAppend(&text, Prefix(event));
  switch (event.status.cause) {
    case ExitStatus::Cause::kKilled:
      absl::StrAppend(&text, "+++ killed by SIG", AbslView(NameOf(event.status.signal)), " +++\n");
      break;
    case ExitStatus::Cause::kException:
      absl::StrAppend(&text, "+++ ended by an exception +++\n");
      break;
    default:
      absl::StrAppend(&text, "+++ exited with ", event.status.code, " +++\n");
  }
  attached_.erase(event.task);
  return text;
}

std::string StraceLines::Tell(const TapEvent& event) {
  switch (event.kind) {
    case TapEvent::Kind::kAttached: {
      const bool quiet = attached_.empty() && !style_.announce;
      attached_.insert(event.task);
      if (quiet) return "";
      return absl::StrCat(Interrupt(), "strace: task ", static_cast<int>(event.task), " (",
                          event.text, ") attached\n");
    }
    case TapEvent::Kind::kCalled:
      return Called(event);
    case TapEvent::Kind::kSlept:
      return "";
    case TapEvent::Kind::kAnswered:
    case TapEvent::Kind::kAbandoned:
      return Answered(event);
    case TapEvent::Kind::kSignalled: {
      const std::string from =
          event.other == 0 ? "" : absl::StrCat(" {from ", static_cast<int>(event.other), "}");
      return absl::StrCat(Interrupt(), Prefix(event), "--- SIG", AbslView(NameOf(event.signal)),
                          from, " ---\n");
    }
    case TapEvent::Kind::kExited:
      return Exited(event);
    case TapEvent::Kind::kLost:
      return absl::StrCat(Interrupt(), "strace: ", event.count, " events were lost\n");
  }
  return "";
}

// ---- The summary ----

void StraceSummary::Count(const TapEvent& event, const CallFilter& filter) {
  if (event.kind == TapEvent::Kind::kExited) {
    ++ended_;
    cpu_ += event.asleep;
    return;
  }
  if (!filter.Shows(event.call)) return;
  if (event.kind == TapEvent::Kind::kCalled) ++lines_[event.call].calls;
  if (event.kind == TapEvent::Kind::kAbandoned) ++lines_[event.call].errors;
  if (event.kind != TapEvent::Kind::kAnswered) return;
  Line& line = lines_[event.call];
  if (event.failed) ++line.errors;
  line.asleep += event.asleep;
  line.waited += event.waited;
}

std::string StraceSummary::Table() const {
  std::vector<std::pair<std::string, Line>> lines(lines_.begin(), lines_.end());
  // (Their order is that of their names, where nothing else decides.)
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
    if (a.second.asleep != b.second.asleep) return a.second.asleep > b.second.asleep;
    if (a.second.calls != b.second.calls) return a.second.calls > b.second.calls;
    return a.first < b.first;
  });
  Line total;
  for (const auto& [name, line] : lines) {
    total.calls += line.calls;
    total.errors += line.errors;
    total.asleep += line.asleep;
    total.waited += line.waited;
  }
  const std::string rule =
      "-------- ----------- ----------- --------- --------- ----------------\n";
  std::string text =
      absl::StrCat("% asleep    asleep s     ready s     calls    errors syscall\n", rule);
  const auto add = [&](const std::string& name, const Line& line) {
    const double all = absl::ToDoubleSeconds(total.asleep);
    const double share = all > 0 ? 100 * absl::ToDoubleSeconds(line.asleep) / all : 0;
    absl::StrAppendFormat(&text, "%8.2f %11.6f %11.6f %9d %9s %s\n", share,
                          absl::ToDoubleSeconds(line.asleep), absl::ToDoubleSeconds(line.waited),
                          line.calls, line.errors == 0 ? "" : absl::StrCat(line.errors), name);
  };
  for (const auto& [name, line] : lines) add(name, line);
  text += rule;
  add("total", total);
  absl::StrAppendFormat(&text, "%d tasks ended, which used %.3f s of the processor\n", ended_,
                        absl::ToDoubleSeconds(cpu_));
  return text;
}

}  // namespace corix
