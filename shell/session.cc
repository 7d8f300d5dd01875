#include "shell/session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"

namespace corix {
namespace {

constexpr std::string_view kNoNewline = "\\c";

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// With their newlines.
std::vector<std::string_view> OutputLines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t newline = text.find('\n', at);
    const std::size_t end = newline == text.npos ? text.size() : newline + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

// "$ true", or "$" alone.
bool IsMarked(std::string_view line, char mark) {
  return !line.empty() && line[0] == mark && (line.size() == 1 || line[1] == ' ');
}

std::string_view Behind(std::string_view line) {
  return line.substr(std::min<std::size_t>(2, line.size()));
}

std::optional<int> StatusOf(std::string_view line) {
  constexpr std::size_t kMostDigits = 3;
  if (!line.starts_with("? ") || line.size() < 3 || line.size() > 2 + kMostDigits)
    return std::nullopt;
  const std::string_view digits = line.substr(2);
  int status = 0;
  if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(AbslView(digits), &status)) {
    return std::nullopt;
  }
  return status;
}

bool IsRegex(std::string_view line) {
  return line.size() > 2 && line[0] == '/' && line.back() == '/';
}

// Whether a line of output would be taken for something else, as it stands.
bool NeedsBackslash(std::string_view line, bool first) {
  return line.starts_with('\\') || line.starts_with('#') || IsMarked(line, '$') || line == "..." ||
         IsRegex(line) || StatusOf(line).has_value() ||
         (first && (IsMarked(line, '>') || IsMarked(line, '<')));
}

std::string SourceOf(std::string_view line, bool first) {
  const bool ended = line.ends_with('\n');
  if (ended) line.remove_suffix(1);
  if (ended && line.ends_with(kNoNewline)) {
    // Only an expression can say that; and of bytes that are no UTF-8, not even one.
    const absl::StatusOr<std::string> quoted = TranslateRegex(line, RegexSyntax::kFixed);
    const absl::StatusOr<Regex> regex = Regex::CompileNative(quoted.value_or(""));
    return regex.ok() && regex->MatchesAll(line) ? absl::StrCat("/", *quoted, "/") : "...";
  }
  return absl::StrCat(NeedsBackslash(line, first) ? "\\" : "", std::string(line),
                      ended ? "" : std::string(kNoNewline));
}

class Parser {
 public:
  explicit Parser(std::string_view text) { session_.lines = SplitLines(text); }

  absl::StatusOr<Session> Parse() {
    while (at_ < session_.lines.size()) {
      const std::string& line = session_.lines[at_];
      if (line.starts_with('#')) {
        Comment();
      } else if (IsMarked(line, '$')) {
        if (absl::Status status = Step(); !status.ok()) return status;
      } else if (line.empty() && session_.steps.empty()) {
        ++at_;
      } else {
        return Wrong("neither a comment nor a command");
      }
    }
    if (session_.steps.empty()) return absl::InvalidArgumentError("there is no command");
    return std::move(session_);
  }

 private:
  absl::Status Wrong(std::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat("line ", at_ + 1, ": ", std::string(what)));
  }

  bool More() const { return at_ < session_.lines.size(); }

  void Comment() {
    while (More() && session_.lines[at_].starts_with('#')) ++at_;
    while (More() && session_.lines[at_].empty()) ++at_;
  }

  absl::Status Step() {
    SessionStep step;
    step.line = static_cast<int>(at_) + 1;
    step.command = Behind(session_.lines[at_++]);
    for (; More() && IsMarked(session_.lines[at_], '>'); ++at_)
      absl::StrAppend(&step.command, "\n", std::string(Behind(session_.lines[at_])));
    for (; More() && IsMarked(session_.lines[at_], '<'); ++at_) {
      step.input =
          absl::StrCat(step.input.value_or(""), std::string(Behind(session_.lines[at_])), "\n");
    }
    step.begin = at_;
    for (; More(); ++at_) {
      const std::string& line = session_.lines[at_];
      if (IsMarked(line, '$') || line.starts_with('#')) break;
      if (const std::optional<int> status = StatusOf(line); status.has_value()) {
        if (step.status.has_value()) return Wrong("a second status");
        step.status = status;
        continue;
      }
      if (step.status.has_value()) return Wrong("output behind the status");
      if (absl::Status status = Expect(line, step); !status.ok()) return status;
    }
    step.end = at_;
    session_.steps.push_back(std::move(step));
    return absl::OkStatus();
  }

  absl::Status Expect(const std::string& line, SessionStep& step) const {
    Expectation expected{.source = line, .text = ""};
    if (line == "...") {
      expected.kind = Expectation::Kind::kAnyLines;
    } else if (IsRegex(line)) {
      expected.kind = Expectation::Kind::kRegex;
      absl::StatusOr<Regex> regex =
          Regex::CompileNative(std::string_view(line).substr(1, line.size() - 2));
      if (!regex.ok()) {
        return Wrong(
            std::string_view(regex.status().message().data(), regex.status().message().size()));
      }
      expected.regex = std::make_shared<const Regex>(*std::move(regex));
    } else {
      std::string_view text = line;
      if (text.starts_with('\\') && text != kNoNewline) text.remove_prefix(1);
      const bool ended = !text.ends_with(kNoNewline);
      if (!ended) text.remove_suffix(kNoNewline.size());
      expected.text = absl::StrCat(std::string(text), ended ? "\n" : "");
    }
    step.expected.push_back(std::move(expected));
    return absl::OkStatus();
  }

  Session session_;
  std::size_t at_ = 0;
};

// How what was expected and what came lie beside each other.
struct Pair {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t expected = kNone;
  std::size_t line = kNone;
  bool agrees = false;
};

// The alignment with the fewest differences. A line that is expected and one that came in its stead
// are one difference; a "..." takes in as many lines as it may.
class Alignment {
 public:
  Alignment(const std::vector<Expectation>& expected, const std::vector<std::string_view>& lines)
      : expected_(expected), lines_(lines), costs_((expected.size() + 1) * (lines.size() + 1)) {
    for (std::size_t i = expected.size() + 1; i-- > 0;) {
      for (std::size_t j = lines.size() + 1; j-- > 0;) Cost(i, j) = Best(i, j).cost;
    }
  }

  bool perfect() const { return costs_[0] == 0; }

  std::vector<Pair> Pairs() const {
    std::vector<Pair> pairs;
    for (std::size_t i = 0, j = 0; i < expected_.size() || j < lines_.size();) {
      const Move move = Best(i, j);
      pairs.push_back({.expected = move.i > i || move.any ? i : Pair::kNone,
                       .line = move.j > j ? j : Pair::kNone,
                       .agrees = move.agrees});
      i = move.i;
      j = move.j;
    }
    return pairs;
  }

 private:
  struct Move {
    std::size_t cost;
    std::size_t i;
    std::size_t j;
    bool agrees;
    bool any = false;  // a line that a "..." takes in
  };

  std::size_t& Cost(std::size_t i, std::size_t j) { return costs_[i * (lines_.size() + 1) + j]; }
  std::size_t Cost(std::size_t i, std::size_t j) const {
    return costs_[i * (lines_.size() + 1) + j];
  }

  // The best way on from there; of several, the first.
  Move Best(std::size_t i, std::size_t j) const {
    const bool more_expected = i < expected_.size();
    const bool more_lines = j < lines_.size();
    if (!more_expected && !more_lines) return {.cost = 0, .i = i, .j = j, .agrees = true};
    std::vector<Move> moves;
    const bool any = more_expected && expected_[i].kind == Expectation::Kind::kAnyLines;
    if (any) {
      moves.push_back({.cost = Cost(i + 1, j), .i = i + 1, .j = j, .agrees = true});
      if (more_lines)
        moves.push_back({.cost = Cost(i, j + 1), .i = i, .j = j + 1, .agrees = true, .any = true});
    } else if (more_expected && more_lines) {
      const bool agrees = expected_[i].Matches(lines_[j]);
      moves.push_back({.cost = Cost(i + 1, j + 1) + (agrees ? 0 : 1),
                       .i = i + 1,
                       .j = j + 1,
                       .agrees = agrees});
    }
    if (more_expected && !any)
      moves.push_back({.cost = Cost(i + 1, j) + 1, .i = i + 1, .j = j, .agrees = false});
    if (more_lines)
      moves.push_back({.cost = Cost(i, j + 1) + 1, .i = i, .j = j + 1, .agrees = false});
    return *std::min_element(moves.begin(), moves.end(),
                             [](const Move& a, const Move& b) { return a.cost < b.cost; });
  }

  const std::vector<Expectation>& expected_;
  const std::vector<std::string_view>& lines_;
  std::vector<std::size_t> costs_;
};

// A table of differences is as large as both together are long; beyond this, only what both begin
// and end with is looked at.
constexpr std::size_t kLargestTable = std::size_t{1} << 22U;

bool TooLarge(const std::vector<Expectation>& expected,
              const std::vector<std::string_view>& lines) {
  return (expected.size() + 1) * (lines.size() + 1) > kLargestTable;
}

// All that was expected, and then all that came.
std::vector<Pair> Crude(std::size_t expected, std::size_t lines) {
  std::vector<Pair> pairs;
  pairs.reserve(expected + lines);
  for (std::size_t i = 0; i < expected; ++i) pairs.push_back({.expected = i});
  for (std::size_t j = 0; j < lines; ++j) pairs.push_back({.line = j});
  return pairs;
}

std::vector<Pair> Align(const std::vector<Expectation>& expected,
                        const std::vector<std::string_view>& lines) {
  if (TooLarge(expected, lines)) return Crude(expected.size(), lines.size());
  return Alignment(expected, lines).Pairs();
}

// Greedy, as each "..." takes in the fewest lines that it can: that finds a way if there is one.
bool LinesAgree(const std::vector<Expectation>& expected,
                const std::vector<std::string_view>& lines) {
  std::size_t i = 0;
  std::size_t j = 0;
  std::optional<std::pair<std::size_t, std::size_t>> retry;  // behind the last "..."
  while (j < lines.size()) {
    if (i < expected.size() && expected[i].kind == Expectation::Kind::kAnyLines) {
      retry = {++i, j};
    } else if (i < expected.size() && expected[i].Matches(lines[j])) {
      ++i;
      ++j;
    } else if (retry.has_value()) {
      i = retry->first;
      j = ++retry->second;
    } else {
      return false;
    }
  }
  while (i < expected.size() && expected[i].kind == Expectation::Kind::kAnyLines) ++i;
  return i == expected.size();
}

// Without its newline, or with a word about that.
std::string Shown(std::string_view line) {
  if (!line.ends_with('\n')) return absl::StrCat(std::string(line), " (no newline)");
  return std::string(line.substr(0, line.size() - 1));
}

// A line that stays. Behind the command it would be taken for more of it, or for its input, if those
// that stood between them are gone.
std::string StayingSource(const std::string& source, bool first) {
  return absl::StrCat(first && (IsMarked(source, '>') || IsMarked(source, '<')) ? "\\" : "",
                      source);
}

// The lines that stand for what came.
std::vector<std::string> UpdatedLines(const SessionStep& step, const StepResult& result) {
  const std::vector<std::string_view> lines = OutputLines(result.output);
  std::vector<std::string> updated;
  std::size_t any = Pair::kNone;  // the "..." that stands there already
  for (const Pair& pair : Align(step.expected, lines)) {
    const bool stays = pair.expected != Pair::kNone && pair.agrees;
    if (stays) {
      const bool is_any = step.expected[pair.expected].kind == Expectation::Kind::kAnyLines;
      if (!is_any || any != pair.expected)
        updated.push_back(StayingSource(step.expected[pair.expected].source, updated.empty()));
      any = is_any ? pair.expected : any;
    } else if (pair.line != Pair::kNone) {
      updated.push_back(SourceOf(lines[pair.line], updated.empty()));
    }
  }
  if (step.status.has_value()) updated.push_back(absl::StrCat("? ", result.status));
  return updated;
}

}  // namespace

bool Expectation::Matches(std::string_view line) const {
  if (kind == Kind::kLine) return line == text;
  if (kind == Kind::kAnyLines) return true;
  if (line.ends_with('\n')) line.remove_suffix(1);
  return regex->MatchesAll(line);
}

absl::StatusOr<Session> ParseSession(std::string_view text) { return Parser(text).Parse(); }

bool Agrees(const SessionStep& step, const StepResult& result) {
  if (step.status.has_value() && *step.status != result.status) return false;
  return LinesAgree(step.expected, OutputLines(result.output));
}

std::string Difference(const SessionStep& step, const StepResult& result) {
  const std::vector<std::string_view> lines = OutputLines(result.output);
  std::string text;
  std::size_t any = Pair::kNone;
  for (const Pair& pair : Align(step.expected, lines)) {
    const bool has_expected = pair.expected != Pair::kNone;
    const bool is_any =
        has_expected && step.expected[pair.expected].kind == Expectation::Kind::kAnyLines;
    if (is_any && any == pair.expected) continue;
    if (is_any) any = pair.expected;
    if (pair.agrees) {
      absl::StrAppend(&text, "    ", is_any ? "..." : Shown(lines[pair.line]), "\n");
      continue;
    }
    if (has_expected) absl::StrAppend(&text, "  - ", step.expected[pair.expected].source, "\n");
    if (pair.line != Pair::kNone) absl::StrAppend(&text, "  + ", Shown(lines[pair.line]), "\n");
  }
  if (step.status.has_value() && *step.status != result.status)
    absl::StrAppend(&text, "  - ? ", *step.status, "\n  + ? ", result.status, "\n");
  return text;
}

std::string UpdatedSession(const Session& session, const std::vector<StepResult>& results) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  for (std::size_t i = 0; i < results.size() && i < session.steps.size(); ++i) {
    const SessionStep& step = session.steps[i];
    if (Agrees(step, results[i])) continue;
    for (; at < step.begin; ++at) lines.push_back(session.lines[at]);
    for (std::string& line : UpdatedLines(step, results[i])) lines.push_back(std::move(line));
    at = step.end;
  }
  for (; at < session.lines.size(); ++at) lines.push_back(session.lines[at]);
  std::string text;
  for (const std::string& line : lines) absl::StrAppend(&text, line, "\n");
  return text;
}

}  // namespace corix
