#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "kernel/api/absl_view.h"
#include "syscalls/dup2.h"
#include "syscalls/open.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kUniqOptions[] = {
    {.letter = 'c', .name = "count", .meaning = "how often each line came, before it"},
    {.letter = 'd', .name = "repeated", .meaning = "only lines that came several times"},
    {.letter = 'u', .name = "unique", .meaning = "only lines that came once"},
    {.letter = 'f',
     .name = "skip-fields",
     .argument = "COUNT",
     .meaning = "fields that do not count"},
    {.letter = 's',
     .name = "skip-chars",
     .argument = "COUNT",
     .meaning = "bytes that do not count, behind these fields"},
    {.letter = 'w', .name = "check-chars", .argument = "COUNT", .meaning = "bytes that count"},
    {.letter = 'i', .name = "ignore-case", .meaning = "upper and lower case are the same"},
};

struct Comparison {
  bool count = false;
  bool repeated = false;
  bool unique = false;
  bool ignore_case = false;
  std::int64_t fields = 0;
  std::int64_t characters = 0;
  std::int64_t width = std::numeric_limits<std::int64_t>::max();

  // What of a line is compared.
  std::string_view Key(std::string_view line) const {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    std::size_t at = 0;
    for (std::int64_t i = 0; i < fields && at < line.size(); ++i) {
      while (at < line.size() && is_blank(line[at])) ++at;
      while (at < line.size() && !is_blank(line[at])) ++at;
    }
    at +=
        static_cast<std::size_t>(std::min(characters, static_cast<std::int64_t>(line.size() - at)));
    return line.substr(
        at, static_cast<std::size_t>(std::min(width, static_cast<std::int64_t>(line.size()))));
  }

  bool Same(std::string_view a, std::string_view b) const {
    const std::string_view x = Key(a);
    const std::string_view y = Key(b);
    return ignore_case ? absl::EqualsIgnoreCase(AbslView(x), AbslView(y)) : x == y;
  }

  void Show(std::string_view line, std::int64_t times) const {
    if ((repeated && times == 1) || (unique && times > 1)) return;
    if (count) Print("%7d ", times);
    Put(line);
    Put("\n");
  }
};

absl::StatusOr<Comparison> ComparisonFor(const ParsedArgs& args) {
  Comparison look;
  look.count = args.Has('c');
  look.repeated = args.Has('d');
  look.unique = args.Has('u');
  look.ignore_case = args.Has('i');
  for (const ParsedArgs::Given& given : args.given()) {
    std::int64_t* const number = given.letter == 'f'   ? &look.fields
                                 : given.letter == 's' ? &look.characters
                                 : given.letter == 'w' ? &look.width
                                                       : nullptr;
    if (number == nullptr) continue;
    const absl::StatusOr<std::int64_t> count = ParseCount(given.argument);
    if (!count.ok()) return count.status();
    *number = *count;
  }
  return look;
}

Co<int> Uniq(ParsedArgs args) {
  const absl::StatusOr<Comparison> look = ComparisonFor(args);
  if (!look.ok()) co_return Complain(args.name(), look.status());
  const std::string name = args.operands().empty() ? "-" : args.operands()[0];
  const absl::StatusOr<File> file = co_await OpenInput(name);
  if (!file.ok()) co_return Fail(args, file.status());
  if (args.operands().size() > 1 && args.operands()[1] != "-") {
    const absl::StatusOr<File> output = co_yield Open(
        args.operands()[1], OpenMode::kWrite | OpenMode::kCreate | OpenMode::kTruncate);
    if (!output.ok()) co_return Fail(args, output.status());
    (void)(co_yield Dup2(*output, kStdout));
  }
  ByteReader reader(*file);
  std::optional<std::string> last;
  std::int64_t times = 0;
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return Fail(args, ReadingError(name, more.status()));
    if (!*more) break;
    for (std::string_view line; reader.TakeLine(&line);) {
      if (last.has_value() && look->Same(*last, line)) {
        ++times;
        continue;
      }
      if (last.has_value()) look->Show(*last, times);
      last = line;
      times = 1;
    }
  }
  if (last.has_value()) look->Show(*last, times);
  co_return 0;
}

}  // namespace

extern const Program kUniq = {
    .name = "uniq",
    .params = "[FILE [OUTPUT]]",
    .summary = "of lines that follow each other and are the same, print one",
    .tool = &Uniq,
    .options = kUniqOptions,
    .most = 2,
};

}  // namespace corix
