#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "syscalls/new_task.h"
#include "syscalls/open.h"
#include "syscalls/wait_any_child.h"
#include "userland/bin/programs.h"
#include "userland/bin/run_words.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/redirect.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kXargsOptions[] = {
    {.letter = 'n',
     .name = "max-args",
     .argument = "COUNT",
     .meaning = "at most so many words at a time"},
    {.letter = 'L',
     .name = "max-lines",
     .argument = "COUNT",
     .meaning = "at most so many lines at a time"},
    {.letter = 'I',
     .argument = "MARK",
     .meaning = "once for each line, which takes the mark's place"},
    {.letter = '0', .name = "null", .meaning = "words end with zero bytes; nothing is quoted"},
    {.letter = 'd',
     .name = "delimiter",
     .argument = "BYTE",
     .meaning = "words end with this byte; nothing is quoted"},
    {.letter = 'r', .name = "no-run-if-empty", .meaning = "not at all, if there is no word"},
    {.letter = 'P',
     .name = "max-procs",
     .argument = "COUNT",
     .meaning = "so many at the same time; 0: all"},
    {.letter = 't', .name = "verbose", .meaning = "print each command before it runs"},
};

// As much as a host program certainly takes.
constexpr std::size_t kMostBytes = std::size_t{128} * 1024;
constexpr int kSomeFailed = 123;
constexpr int kGaveUp = 124;
constexpr int kNotExecutable = 126;
constexpr int kNotFound = 127;
// With which a command asks that no other be run.
constexpr int kStop = 255;

// What standard input is divided into: words, with quotes, as POSIX says; or pieces up to a byte.
class WordReader {
 public:
  enum class Kind : std::uint8_t { kWords, kLines, kPieces };

  WordReader(Kind kind, char end) : kind_(kind), reader_(kStdin, end) {}

  // The next line's words; for pieces, one. Nothing at the end. INVALID_ARGUMENT: a quote has no
  // end.
  Co<absl::StatusOr<std::optional<std::vector<std::string>>>> NextLine() {
    for (;;) {
      std::string_view line;
      if (!reader_.TakeLine(&line)) {
        const absl::StatusOr<bool> more = co_await reader_.Fill();
        if (!more.ok()) co_return ReadingError("standard input", more.status());
        if (!*more) co_return std::nullopt;
        continue;
      }
      std::vector<std::string> words;
      if (kind_ == Kind::kPieces) {
        words.emplace_back(line);
      } else {
        absl::Status status = Split(line, words);
        if (!status.ok()) co_return status;
      }
      if (!words.empty()) co_return std::optional(std::move(words));
    }
  }

 private:
  absl::Status Split(std::string_view line, std::vector<std::string>& words) const {
    const bool whole = kind_ == Kind::kLines;
    std::size_t at = 0;
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (at < line.size()) {
      while (at < line.size() && is_blank(line[at])) ++at;
      if (at == line.size()) break;
      std::string word;
      while (at < line.size() && (whole || !is_blank(line[at]))) {
        const char c = line[at++];
        if (c == '\\' && at < line.size()) {
          word += line[at++];
        } else if (c == '\'' || c == '"') {
          const std::size_t end = line.find(c, at);
          if (end == line.npos)
            return absl::InvalidArgumentError(
                absl::StrCat("a ", std::string(1, c), " has no end in its line"));
          word += line.substr(at, end - at);
          at = end + 1;
        } else {
          word += c;
        }
      }
      words.push_back(std::move(word));
    }
    return absl::OkStatus();
  }

  Kind kind_;
  ByteReader reader_;
};

struct Batching {
  Args command;
  std::int64_t most_words = std::numeric_limits<std::int64_t>::max();
  std::int64_t most_lines = std::numeric_limits<std::int64_t>::max();
  std::optional<std::string> mark;
  std::int64_t at_once = 1;
  bool not_if_empty = false;
  bool verbose = false;
};

std::string Join(const Args& words) {
  std::string text;
  for (const std::string& word : words) absl::StrAppend(&text, text.empty() ? "" : " ", word);
  return text;
}

// Starts the commands, and waits for them.
class BatchRunner {
 public:
  BatchRunner(std::string name, const Batching& plan) : name_(std::move(name)), plan_(plan) {}

  // Once more, with these words behind the command. Sleeps until one may begin.
  Process Start(Args words) {
    while (running_ >= plan_.at_once) co_await Reap();
    if (stopped_) co_return;
    if (plan_.verbose) PrintError("%s\n", Join(words));
    // What is for xargs is not for the commands.
    absl::StatusOr<File> null = co_yield Open("/dev/null");
    File input = null.ok() ? *std::move(null) : File();
    const std::string task = words[0];
    co_yield NewTask(task,
                     WithDescriptors(std::move(input), File(), RunWords(name_, std::move(words))));
    ++running_;
  }

  Process Finish() {
    while (running_ > 0) co_await Reap();
  }

  bool stopped() const { return stopped_; }
  int status() const { return status_; }

 private:
  Process Reap() {
    const absl::StatusOr<ChildExit> child = co_yield WaitAnyChild();
    if (!child.ok()) {
      running_ = 0;
      co_return;
    }
    --running_;
    const int code = child->status.code;
    if (code == 0) co_return;
    if (code == kNotFound || code == kNotExecutable || code == kStop) stopped_ = true;
    if (code == kStop) PrintError("%s: a command asked to stop by its status 255\n", name_);
    const int status = code == kStop ? kGaveUp : stopped_ ? code : kSomeFailed;
    status_ = std::max(status_, status);
  }

  std::string name_;
  const Batching& plan_;
  std::int64_t running_ = 0;
  bool stopped_ = false;
  int status_ = 0;
};

Process RunForEachLine(const Batching& plan, BatchRunner& runner, const std::string& line) {
  Args words;
  for (const std::string& word : plan.command)
    words.push_back(plan.mark->empty() ? word : absl::StrReplaceAll(word, {{*plan.mark, line}}));
  co_await runner.Start(std::move(words));
}

Co<absl::Status> RunAll(const Batching& plan, BatchRunner& runner, WordReader& reader) {
  Args words = plan.command;
  std::size_t bytes = 0;
  std::int64_t lines = 0;
  bool any = false;
  const auto added = [&] { return static_cast<std::int64_t>(words.size() - plan.command.size()); };
  while (!runner.stopped()) {
    absl::StatusOr<std::optional<std::vector<std::string>>> line = co_await reader.NextLine();
    if (!line.ok()) co_return line.status();
    if (!line->has_value()) break;
    if (plan.mark.has_value()) {
      for (const std::string& text : **line) co_await RunForEachLine(plan, runner, text);
      any = true;
      continue;
    }
    for (std::string& word : **line) {
      if (added() == plan.most_words || (added() > 0 && bytes + word.size() > kMostBytes)) {
        co_await runner.Start(std::exchange(words, plan.command));
        any = true;
        bytes = 0;
        lines = 0;
      }
      bytes += word.size() + 1;
      words.push_back(std::move(word));
    }
    if (++lines < plan.most_lines) continue;
    co_await runner.Start(std::exchange(words, plan.command));
    any = true;
    bytes = 0;
    lines = 0;
  }
  const bool empty_run = !any && !plan.not_if_empty && !plan.mark.has_value();
  if (!runner.stopped() && (added() > 0 || empty_run)) co_await runner.Start(std::move(words));
  co_return absl::OkStatus();
}

absl::StatusOr<Batching> BatchingFor(const ParsedArgs& args) {
  Batching plan;
  plan.command = args.operands();
  if (plan.command.empty()) plan.command = {"echo"};
  plan.not_if_empty = args.Has('r');
  plan.verbose = args.Has('t');
  // Of these three the last one counts.
  const char kind = args.LastOf("nLI");
  if (kind == 'I') plan.mark = *args.Argument('I');
  for (const char letter : {'n', 'L', 'P'}) {
    const std::string* const text = args.Argument(letter);
    if (text == nullptr || (letter != 'P' && letter != kind)) continue;
    const absl::StatusOr<std::int64_t> count = ParseCount(*text);
    if (!count.ok()) return count.status();
    if (*count == 0 && letter != 'P')
      return absl::OutOfRangeError(absl::StrCat("-", std::string(1, letter), " is at least 1"));
    std::int64_t& number = letter == 'n'   ? plan.most_words
                           : letter == 'L' ? plan.most_lines
                                           : plan.at_once;
    number = *count == 0 ? std::numeric_limits<std::int64_t>::max() : *count;
  }
  return plan;
}

Co<int> Xargs(ParsedArgs args) {
  const absl::StatusOr<Batching> plan = BatchingFor(args);
  if (!plan.ok()) co_return Complain(args.name(), plan.status());
  char end = '\n';
  auto kind = plan->mark.has_value() ? WordReader::Kind::kLines : WordReader::Kind::kWords;
  if (const char delimiter = args.LastOf("0d"); delimiter != 0) {
    kind = WordReader::Kind::kPieces;
    const std::string& given = *args.Argument(delimiter);
    const bool newline = given == "\\n";
    const bool tab = given == "\\t";
    if (delimiter == 'd' && given.size() != 1 && !newline && !tab && given != "\\0") {
      co_return Complain(args.name(), absl::InvalidArgumentError(
                                          absl::StrCat("-d: '", given, "' is not a single byte")));
    }
    end = delimiter == '0' || given == "\\0" ? '\0' : newline ? '\n' : tab ? '\t' : given[0];
  }
  WordReader reader(kind, end);
  BatchRunner runner(args.name(), *plan);
  const absl::Status read = co_await RunAll(*plan, runner, reader);
  co_await runner.Finish();
  if (!read.ok()) co_return Fail(args, read);
  co_return runner.status();
}

}  // namespace

extern const Program kXargs = {
    .name = "xargs",
    .params = "[COMMAND [WORD...]]",
    .summary = "run a command with the words of standard input behind it",
    .tool = &Xargs,
    .options = kXargsOptions,
    .place = OperandPlace::kLast,
    .notes =
        "Status: 123 if a command failed, 124 if one asked to stop, 126 and 127 as in a shell.",
};

}  // namespace corix
