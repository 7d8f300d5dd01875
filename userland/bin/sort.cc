// Keys and their order are POSIX's (XCU, sort), by bytes: as in the locale C. All lines are held in
// memory. Where there are many, a thread of the host sorts them, and others have their turns.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "syscalls/open.h"
#include "syscalls/run_blocking.h"
#include "userland/bin/programs.h"
#include "userland/bin/sort_key.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/socket.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kSortOptions[] = {
    {.letter = 'k',
     .name = "key",
     .argument = "KEY",
     .meaning = "sort by fields: FROM[.CHARACTER][bdfhinr][,TO[.CHARACTER]]; may be repeated"},
    {.letter = 't',
     .name = "field-separator",
     .argument = "CHARACTER",
     .meaning = "stands between fields, rather than blanks"},
    {.letter = 'n', .name = "numeric-sort", .meaning = "by value, as numbers"},
    {.letter = 'h', .name = "human-numeric-sort", .meaning = "as sizes: 2K is less than 1M"},
    {.letter = 'r', .name = "reverse", .meaning = "the other way round"},
    {.letter = 'f', .name = "ignore-case", .meaning = "lower case counts as upper case"},
    {.letter = 'b', .name = "ignore-leading-blanks", .meaning = "blanks before a key do not count"},
    {.letter = 'd', .name = "dictionary-order", .meaning = "only blanks, letters and digits count"},
    {.letter = 'i', .name = "ignore-nonprinting", .meaning = "only what can be printed counts"},
    {.letter = 'u', .name = "unique", .meaning = "of those that compare equal, only the first"},
    {.letter = 's', .name = "stable", .meaning = "those that compare equal stay in their order"},
    {.letter = 'm', .name = "merge", .meaning = "the files are sorted already"},
    {.letter = 'c', .name = "check", .meaning = "only tell whether they are in order"},
    {.letter = 'C', .meaning = "the same, by the status alone"},
    {.letter = 'o',
     .name = "output",
     .argument = "FILE",
     .meaning = "write there; it may be one of the files"},
    {.letter = 'z', .name = "zero-terminated", .meaning = "lines end with a zero byte"},
};

// More than these are a thread's work.
constexpr std::size_t kManyLines = 20000;

struct Input {
  std::string text;  // in which the lines lie
  std::vector<SortLine> lines;
};

Co<absl::Status> ReadAll(std::string name, std::string& text, char end) {
  const absl::StatusOr<File> file = co_await OpenInput(name);
  if (!file.ok()) co_return file.status();
  ByteReader reader(*file);
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return ReadingError(name, more.status());
    if (!*more) break;
    text += reader.TakeBytes();
  }
  if (!text.empty() && text.back() != end) text += end;
  co_return absl::OkStatus();
}

void Split(Input& input, const SortOrder& order, char end) {
  const std::string_view text = input.text;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t line_end = text.find(end, at);
    input.lines.push_back(order.MakeLine(text.substr(at, line_end - at)));
    at = line_end + 1;
  }
}

void SortLines(Input& input, const SortOrder& order, bool stable, bool unique) {
  // Lines that compare equal stay as they lie in the text, one behind the other.
  const bool keep = stable || unique;
  const auto less = [&order, keep](const SortLine& a, const SortLine& b) {
    const int compared = order.Compare(a, b);
    return compared != 0 ? compared < 0 : keep && a.text.data() < b.text.data();
  };
  std::sort(input.lines.begin(), input.lines.end(), less);
  if (!unique) return;
  const auto equal = [&order](const SortLine& a, const SortLine& b) {
    return order.Compare(a, b) == 0;
  };
  input.lines.erase(std::unique(input.lines.begin(), input.lines.end(), equal), input.lines.end());
}

// The number of the first line that is not in order; 0 if all are.
std::size_t FirstDisorder(const Input& input, const SortOrder& order, bool unique) {
  for (std::size_t i = 1; i < input.lines.size(); ++i) {
    const int compared = order.Compare(input.lines[i - 1], input.lines[i]);
    if (compared > 0 || (unique && compared == 0)) return i + 1;
  }
  return 0;
}

absl::StatusOr<SortOrder> OrderFor(const ParsedArgs& args) {
  SortOrder order;
  std::string global;
  for (const ParsedArgs::Given& given : args.given()) {
    if (std::string_view("nhrfbdi").find(given.letter) != std::string_view::npos)
      global += given.letter;
  }
  order.SetGlobal(global, args.Has('s') || args.Has('u'));
  if (const std::string* separator = args.Argument('t'); separator != nullptr) {
    const std::string byte = *separator == "\\0" ? std::string(1, '\0') : *separator;
    if (byte.size() != 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("-t: '", *separator, "' is not a single byte"));
    }
    order.set_separator(byte[0]);
  }
  for (const ParsedArgs::Given& given : args.given()) {
    if (given.letter != 'k') continue;
    if (absl::Status status = order.AddKey(given.argument); !status.ok()) return status;
  }
  return order;
}

// The lines as one text, which begins behind those that were written before.
std::string Join(const Input& input, std::size_t& next, char end) {
  std::string text;
  for (; next < input.lines.size() && text.size() < ByteReader::kPiece; ++next) {
    text += input.lines[next].text;
    text += end;
  }
  return text;
}

Co<absl::Status> WriteSorted(const Input& input, const ParsedArgs& args, char end) {
  File file;
  const std::string* const output = args.Argument('o');
  if (output != nullptr) {
    absl::StatusOr<File> opened =
        co_yield Open(*output, OpenMode::kWrite | OpenMode::kCreate | OpenMode::kTruncate);
    if (!opened.ok()) co_return opened.status();
    file = *std::move(opened);
  }
  for (std::size_t next = 0; next < input.lines.size();) {
    const std::string text = Join(input, next, end);
    if (output == nullptr) {
      co_await WriteOut(args.name(), text);
      continue;
    }
    absl::Status written = co_await WriteAll(file, text);
    if (!written.ok()) co_return ReadingError(*output, written);
  }
  co_return absl::OkStatus();
}

Co<int> Sort(ParsedArgs args) {
  const absl::StatusOr<SortOrder> order = OrderFor(args);
  if (!order.ok()) co_return Complain(args.name(), order.status());
  const char end = args.Has('z') ? '\0' : '\n';
  const std::vector<std::string> names = InputNames(args);
  // It outlives the thread's work, even if we are killed meanwhile.
  const auto input = std::make_shared<Input>();
  for (const std::string& name : names) {
    const absl::Status read = co_await ReadAll(name, input->text, end);
    if (!read.ok()) {
      (void)Fail(args, read);
      co_return kTrouble;
    }
  }
  const bool unique = args.Has('u');
  if (args.LastOf("cC") != 0) {
    Split(*input, *order, end);
    const std::size_t line = FirstDisorder(*input, *order, unique);
    if (line == 0) co_return 0;
    if (args.LastOf("cC") == 'c') {
      PrintError("%s: %s:%d: disorder: %s\n", args.name(), names[0], line,
                 input->lines[line - 1].text);
    }
    co_return 1;
  }
  const bool stable = args.Has('s');
  auto work = [input, order = *order, stable, unique, end] {
    Split(*input, order, end);
    SortLines(*input, order, stable, unique);
  };
  const auto lines =
      static_cast<std::size_t>(std::count(input->text.begin(), input->text.end(), end));
  if (lines > kManyLines) {
    co_yield RunBlocking(std::move(work));
  } else {
    work();
  }
  const absl::Status written = co_await WriteSorted(*input, args, end);
  if (written.ok()) co_return 0;
  (void)Fail(args, written);
  co_return kTrouble;
}

}  // namespace

extern const Program kSort = {
    .name = "sort",
    .params = "[FILE...]",
    .summary = "print the lines of files in their order",
    .tool = &Sort,
    .options = kSortOptions,
};

}  // namespace corix
