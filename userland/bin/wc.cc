#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "kernel/api/file_info.h"
#include "syscalls/file_status.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kWcOptions[] = {
    {.letter = 'l', .name = "lines", .meaning = "count lines: newlines"},
    {.letter = 'w', .name = "words", .meaning = "count words"},
    {.letter = 'm', .name = "chars", .meaning = "count characters, of UTF-8"},
    {.letter = 'c', .name = "bytes", .meaning = "count bytes"},
    {.letter = 'L', .name = "max-line-length", .meaning = "the longest line, in characters"},
};

struct Counts {
  std::int64_t lines = 0;
  std::int64_t words = 0;
  std::int64_t characters = 0;
  std::int64_t bytes = 0;
  std::int64_t longest = 0;

  void Add(const Counts& other) {
    lines += other.lines;
    words += other.words;
    characters += other.characters;
    bytes += other.bytes;
    longest = std::max(longest, other.longest);
  }
};

struct Wanted {
  bool lines = false;
  bool words = false;
  bool characters = false;
  bool bytes = false;
  bool longest = false;
};

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool BeginsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

// Counts what comes in pieces.
class TextCounter {
 public:
  // Nothing is counted that nobody asks for.
  explicit TextCounter(const Wanted& wanted) : wanted_(wanted) {}

  void Take(std::string_view bytes) {
    counts_.bytes += static_cast<std::int64_t>(bytes.size());
    if (wanted_.lines) counts_.lines += std::count(bytes.begin(), bytes.end(), '\n');
    if (wanted_.characters)
      counts_.characters += std::count_if(bytes.begin(), bytes.end(), BeginsCharacter);
    if (wanted_.words) TakeWords(bytes);
    if (wanted_.longest) TakeWidths(bytes);
  }
  const Counts& counts() const { return counts_; }

 private:
  void TakeWords(std::string_view bytes) {
    for (const char c : bytes) {
      const bool space = IsSpace(c);
      counts_.words += !space && !in_word_ ? 1 : 0;
      in_word_ = !space;
    }
  }
  void TakeWidths(std::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n' || c == '\r' || c == '\f') {
        width_ = 0;
      } else if (c == '\t') {
        width_ += 8 - width_ % 8;
      } else if (static_cast<unsigned char>(c) >= ' ' && c != 127 && BeginsCharacter(c)) {
        ++width_;
      }
      counts_.longest = std::max(counts_.longest, width_);
    }
  }

  Wanted wanted_;
  Counts counts_;
  bool in_word_ = false;
  std::int64_t width_ = 0;
};

Wanted WantedBy(const ParsedArgs& args) {
  const bool usual = args.LastOf("lwmcL") == 0;
  return {.lines = usual || args.Has('l'),
          .words = usual || args.Has('w'),
          .characters = args.Has('m'),
          .bytes = usual || args.Has('c'),
          .longest = args.Has('L')};
}

class Printer {
 public:
  explicit Printer(const Wanted& wanted) : wanted_(wanted) {}

  const Wanted& wanted() const { return wanted_; }
  int columns() const {
    return (wanted_.lines ? 1 : 0) + (wanted_.words ? 1 : 0) + (wanted_.characters ? 1 : 0) +
           (wanted_.bytes ? 1 : 0) + (wanted_.longest ? 1 : 0);
  }
  void set_width(int width) { width_ = width; }

  void Show(const Counts& counts, std::string_view name) const {
    std::string text;
    const auto add = [&](bool wanted, std::int64_t count) {
      if (!wanted) return;
      if (!text.empty()) text += ' ';
      absl::StrAppendFormat(&text, "%*d", width_, count);
    };
    add(wanted_.lines, counts.lines);
    add(wanted_.words, counts.words);
    add(wanted_.characters, counts.characters);
    add(wanted_.bytes, counts.bytes);
    add(wanted_.longest, counts.longest);
    Print("%s%s%s\n", text, name.empty() ? "" : " ", name);
  }

 private:
  Wanted wanted_;
  int width_ = 1;
};

Co<absl::StatusOr<Counts>> CountFile(std::string name, const Printer& printer) {
  const absl::StatusOr<File> file = co_await OpenInput(name);
  if (!file.ok()) co_return file.status();
  ByteReader reader(*file);
  TextCounter counter(printer.wanted());
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return ReadingError(name, more.status());
    if (!*more) co_return counter.counts();
    counter.Take(reader.TakeBytes());
  }
}

// So that the columns stand below each other, they are as wide as the size of all files together,
// which is known beforehand; where it is not, seven places wide.
Co<int> WidthFor(std::vector<std::string> names) {
  std::int64_t bytes = 0;
  int least = 1;
  for (const std::string& name : names) {
    absl::StatusOr<FileInfo> info;
    if (name == "-") {
      info = co_yield FileStatus(kStdin);
    } else {
      info = co_yield FileStatus(name);
    }
    if (!info.ok()) continue;
    if (info->type == FileType::kRegular) {
      bytes += info->size;
    } else {
      least = 7;
    }
  }
  co_return std::max(least, static_cast<int>(absl::StrCat(bytes).size()));
}

Co<int> Wc(ParsedArgs args) {
  Printer printer(WantedBy(args));
  const std::vector<std::string> names = InputNames(args);
  if (names.size() > 1 || printer.columns() > 1) printer.set_width(co_await WidthFor(names));
  Counts total;
  int status = 0;
  for (const std::string& name : names) {
    const absl::StatusOr<Counts> counts = co_await CountFile(name, printer);
    if (!counts.ok()) {
      status = Fail(args, counts.status());
      continue;
    }
    printer.Show(*counts, args.operands().empty() ? "" : name);
    total.Add(*counts);
  }
  if (names.size() > 1) printer.Show(total, "total");
  co_return status;
}

}  // namespace

extern const Program kWc = {
    .name = "wc",
    .params = "[FILE...]",
    .summary = "count lines, words and bytes",
    .tool = &Wc,
    .options = kWcOptions,
};

}  // namespace corix
