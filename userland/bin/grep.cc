#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "kernel/api/absl_view.h"
#include "kernel/api/file_info.h"
#include "syscalls/file_status.h"
#include "syscalls/list_directory.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/regex.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kGrepOptions[] = {
    {.letter = 'G', .name = "basic-regexp", .meaning = "patterns are basic expressions of POSIX"},
    {.letter = 'E', .name = "extended-regexp", .meaning = "patterns are extended expressions"},
    {.letter = 'F', .name = "fixed-strings", .meaning = "patterns mean themselves"},
    {.letter = 'e',
     .name = "regexp",
     .argument = "PATTERN",
     .meaning = "a pattern; may be repeated"},
    {.letter = 'f',
     .name = "file",
     .argument = "FILE",
     .meaning = "each of its lines is a pattern"},
    {.letter = 'i', .name = "ignore-case", .meaning = "upper and lower case are the same"},
    {.letter = 'v', .name = "invert-match", .meaning = "the lines that do not match"},
    {.letter = 'w', .name = "word-regexp", .meaning = "only whole words match"},
    {.letter = 'x', .name = "line-regexp", .meaning = "only whole lines match"},
    {.letter = 'c', .name = "count", .meaning = "how many lines, rather than which"},
    {.letter = 'l', .name = "files-with-matches", .meaning = "in which files, rather than where"},
    {.letter = 'L', .name = "files-without-match", .meaning = "in which files there are none"},
    {.letter = 'q', .name = "quiet", .meaning = "nothing is printed; the status tells"},
    {.letter = 's', .name = "no-messages", .meaning = "not a word of files that cannot be read"},
    {.letter = 'o', .name = "only-matching", .meaning = "only what matches, each on its own line"},
    {.letter = 'n', .name = "line-number", .meaning = "the line's number before it"},
    {.letter = 'h', .name = "no-filename", .meaning = "no file's name before a line"},
    {.letter = 'H', .name = "with-filename", .meaning = "the file's name before each line"},
    {.letter = 'm', .name = "max-count", .argument = "COUNT", .meaning = "so many lines of a file"},
    {.letter = 'A',
     .name = "after-context",
     .argument = "COUNT",
     .meaning = "and so many lines after"},
    {.letter = 'B', .name = "before-context", .argument = "COUNT", .meaning = "and so many before"},
    {.letter = 'C', .name = "context", .argument = "COUNT", .meaning = "and so many on both sides"},
    {.letter = 'r', .name = "recursive", .meaning = "all files below a directory"},
    {.letter = 'a', .name = "text", .meaning = "all files are text, as they always are"},
};

struct GrepSearch {
  explicit GrepSearch(Regex compiled) : regex(std::move(compiled)) {}

  Regex regex;
  bool invert = false;
  bool count = false;
  char list = 0;  // l or L
  bool quiet = false;
  bool silent = false;
  bool only_matching = false;
  bool numbers = false;
  bool names = false;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::int64_t before = 0;
  std::int64_t after = 0;
  // What came of it.
  bool matched = false;
  bool failed = false;
  bool printed = false;  // some group of lines: the next one is set apart
};

// One file, line by line.
class FileSearch {
 public:
  FileSearch(GrepSearch& search, std::string shown)
      : search_(search),
        shown_(std::move(shown)),
        quiet_(search.quiet || search.list != 0 || search.count) {}

  // False: enough has been seen.
  bool Take(std::string_view line) {
    ++number_;
    if (matches_ >= search_.most) {
      // Only what still follows the last match.
      if (after_left_ == 0) return false;
      --after_left_;
      Show(line, '-');
      return after_left_ > 0;
    }
    if (search_.regex.Matches(line) == search_.invert) {
      TakeContext(line);
      return true;
    }
    ++matches_;
    search_.matched = true;
    if (search_.quiet || search_.list != 0) return false;
    if (!quiet_) ShowMatch(line);
    after_left_ = quiet_ ? 0 : search_.after;
    return matches_ < search_.most || after_left_ > 0;
  }

  void Finish() const {
    if (search_.quiet) return;
    if (search_.list != 0) {
      if ((search_.list == 'l') == (matches_ > 0)) Print("%s\n", shown_);
      return;
    }
    if (search_.count) Print("%s%d\n", search_.names ? shown_ + ":" : "", matches_);
  }

  bool any() const { return matches_ > 0; }

 private:
  void TakeContext(std::string_view line) {
    if (quiet_) return;
    if (after_left_ > 0) {
      --after_left_;
      Show(line, '-');
    } else if (search_.before > 0) {
      kept_.emplace_back(line);
      if (static_cast<std::int64_t>(kept_.size()) > search_.before) kept_.pop_front();
    }
  }

  void ShowMatch(std::string_view line) {
    const std::int64_t first = number_ - static_cast<std::int64_t>(kept_.size());
    const bool apart = search_.before > 0 || search_.after > 0;
    if (apart && search_.printed && first > last_shown_ + 1) Put("--\n");
    if (apart && search_.printed && last_shown_ == 0 && first == 1) Put("--\n");
    const std::int64_t number = number_;
    for (number_ = first; number_ < number; ++number_) {
      Show(kept_.front(), '-');
      kept_.pop_front();
    }
    search_.printed = true;
    if (!search_.only_matching) return Show(line, ':');
    last_shown_ = number_;
    if (search_.invert) return;
    for (std::size_t from = 0; from <= line.size();) {
      const std::optional<Regex::Range> match = search_.regex.Find(line, from);
      if (!match.has_value()) break;
      if (match->second > match->first) {
        ShowText(line.substr(match->first, match->second - match->first), ':');
        from = match->second;
      } else {
        from = match->second + 1;
      }
    }
  }

  void Show(std::string_view line, char mark) {
    last_shown_ = number_;
    if (search_.only_matching && mark == '-') return;
    ShowText(line, mark);
  }

  void ShowText(std::string_view text, char mark) const {
    if (search_.names) Print("%s%c", shown_, mark);
    if (search_.numbers) Print("%d%c", number_, mark);
    Put(text);
    Put("\n");
  }

  GrepSearch& search_;
  std::string shown_;
  bool quiet_;
  std::int64_t number_ = 0;
  std::int64_t matches_ = 0;
  std::int64_t last_shown_ = 0;
  std::int64_t after_left_ = 0;
  std::deque<std::string> kept_;  // lines that may yet stand before a match
};

Process SearchFile(GrepSearch& search, std::string program, std::string name, std::string shown) {
  absl::StatusOr<File> file = co_await OpenInput(name);
  absl::Status status = file.status();
  FileSearch lines(search, std::move(shown));
  if (file.ok()) {
    ByteReader reader(*file);
    for (bool goes_on = true; goes_on;) {
      const absl::StatusOr<bool> more = co_await reader.Fill();
      if (!more.ok()) status = ReadingError(name, more.status());
      if (!more.ok() || !*more) break;
      for (std::string_view line; goes_on && reader.TakeLine(&line);) goes_on = lines.Take(line);
    }
    if (status.ok()) lines.Finish();
  }
  if (status.ok()) co_return;
  search.failed = true;
  if (!search.silent) (void)Complain(program, status);
}

// All files below a directory. Symbolic links in it are not followed.
Process SearchTree(GrepSearch& search, std::string program, std::string name) {
  std::vector<std::string> stack = {std::move(name)};
  while (!stack.empty()) {
    const std::string path = std::move(stack.back());
    stack.pop_back();
    absl::StatusOr<FileInfo> info;
    const std::string followed = path.empty() ? "." : path;
    info = co_yield FileStatus(followed);
    if (info.ok() && info->type == FileType::kDirectory) {
      const absl::StatusOr<std::vector<DirectoryEntry>> entries = co_yield ListDirectory(followed);
      if (!entries.ok()) {
        search.failed = true;
        if (!search.silent) (void)Complain(program, entries.status());
        continue;
      }
      for (auto entry = entries->rbegin(); entry != entries->rend(); ++entry) {
        if (entry->type != FileType::kSymbolicLink) stack.push_back(JoinPath(path, entry->name));
      }
      continue;
    }
    const bool readable = !info.ok() || info->type == FileType::kRegular || path == "-";
    if (readable) co_await SearchFile(search, program, path, path);
    if (search.quiet && search.matched) co_return;
  }
}

absl::StatusOr<std::int64_t> NumberOr(const ParsedArgs& args, char letter, std::int64_t otherwise) {
  const std::string* const text = args.Argument(letter);
  if (text == nullptr) return otherwise;
  return ParseCount(*text);
}

absl::Status ReadNumbers(const ParsedArgs& args, GrepSearch& search) {
  const absl::StatusOr<std::int64_t> both = NumberOr(args, 'C', 0);
  if (!both.ok()) return both.status();
  const absl::StatusOr<std::int64_t> before = NumberOr(args, 'B', *both);
  if (!before.ok()) return before.status();
  const absl::StatusOr<std::int64_t> after = NumberOr(args, 'A', *both);
  if (!after.ok()) return after.status();
  const absl::StatusOr<std::int64_t> most = NumberOr(args, 'm', search.most);
  if (!most.ok()) return most.status();
  search.before = *before;
  search.after = *after;
  search.most = *most;
  return absl::OkStatus();
}

// The patterns of -e and -f, or the first operand, which `files` then begins after.
Co<absl::StatusOr<std::vector<std::string>>> Patterns(const ParsedArgs& args, std::size_t& files) {
  std::vector<std::string> patterns;
  const auto add_lines = [&patterns](std::string_view text) {
    for (const absl::string_view line : absl::StrSplit(AbslView(text), '\n'))
      patterns.emplace_back(line);
  };
  if (args.LastOf("ef") == 0) {
    if (args.operands().empty()) co_return absl::InvalidArgumentError("no pattern is given");
    add_lines(args.operands()[0]);
    files = 1;
    co_return patterns;
  }
  for (const ParsedArgs::Given& given : args.given()) {
    if (given.letter == 'e') add_lines(given.argument);
    if (given.letter != 'f') continue;
    const absl::StatusOr<File> file = co_await OpenInput(given.argument);
    if (!file.ok()) co_return file.status();
    ByteReader reader(*file);
    for (;;) {
      const absl::StatusOr<bool> more = co_await reader.Fill();
      if (!more.ok()) co_return ReadingError(given.argument, more.status());
      if (!*more) break;
      for (std::string_view line; reader.TakeLine(&line);) patterns.emplace_back(line);
    }
  }
  co_return patterns;
}

Regex::Options RegexOptions(const ParsedArgs& args) {
  const char syntax = args.LastOf("GEF");
  return {.syntax = syntax == 'E'   ? RegexSyntax::kExtended
                    : syntax == 'F' ? RegexSyntax::kFixed
                                    : RegexSyntax::kBasic,
          .ignore_case = args.Has('i'),
          .whole_words = args.Has('w'),
          .whole_lines = args.Has('x')};
}

Co<int> Grep(ParsedArgs args) {
  std::size_t files = 0;
  const absl::StatusOr<std::vector<std::string>> patterns = co_await Patterns(args, files);
  if (!patterns.ok()) {
    (void)Complain(args.name(), patterns.status());
    co_return kTrouble;
  }
  absl::StatusOr<Regex> regex = Regex::Compile(*patterns, RegexOptions(args));
  if (!regex.ok()) co_return Complain(args.name(), regex.status());
  GrepSearch search(*std::move(regex));
  const absl::Status numbers = ReadNumbers(args, search);
  if (!numbers.ok()) co_return Complain(args.name(), numbers);
  // Of no lines none matches.
  if (search.most == 0) co_return 1;
  std::vector<std::string> names(args.operands().begin() + static_cast<std::ptrdiff_t>(files),
                                 args.operands().end());
  const bool recursive = args.Has('r');
  search.names =
      args.LastOf("hH") == 'H' || (args.LastOf("hH") == 0 && (names.size() > 1 || recursive));
  // Below the working directory, if nothing is said; and then names do not begin with "./".
  if (names.empty()) names.emplace_back(recursive ? "" : "-");
  search.invert = args.Has('v');
  search.count = args.Has('c');
  search.list = args.LastOf("lL");
  search.quiet = args.Has('q');
  search.silent = args.Has('s');
  search.only_matching = args.Has('o');
  search.numbers = args.Has('n');
  for (const std::string& name : names) {
    if (recursive && name != "-") {
      co_await SearchTree(search, args.name(), name);
    } else {
      std::string shown = name == "-" ? "(standard input)" : name;
      co_await SearchFile(search, args.name(), name, std::move(shown));
    }
    if (search.quiet && search.matched) co_return 0;
  }
  if (search.failed) co_return kTrouble;
  co_return search.matched ? 0 : 1;
}

}  // namespace

extern const Program kGrep = {
    .name = "grep",
    .params = "[PATTERN] [FILE...]",
    .summary = "print the lines that match a pattern",
    .tool = &Grep,
    .options = kGrepOptions,
    .notes = "Status: 0 some line matched, 1 none did, 2 something went wrong.",
};

}  // namespace corix
