#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kCutOptions[] = {
    {.letter = 'b', .name = "bytes", .argument = "LIST", .meaning = "these bytes: 1,3-5,7-"},
    {.letter = 'c', .name = "characters", .argument = "LIST", .meaning = "the same"},
    {.letter = 'f', .name = "fields", .argument = "LIST", .meaning = "these fields"},
    {.letter = 'd',
     .name = "delimiter",
     .argument = "BYTE",
     .meaning = "stands between fields; a tab, if nothing is said"},
    {.letter = 's', .name = "only-delimited", .meaning = "no line without a delimiter"},
    {.letter = 'v', .name = "complement", .meaning = "all but those"},
};

// Numbers from 1 on.
class Selection {
 public:
  static absl::StatusOr<Selection> Parse(std::string_view list, bool complement) {
    Selection selection;
    selection.complement_ = complement;
    for (std::size_t at = 0;;) {
      const std::size_t comma = std::min(list.find(',', at), list.size());
      const std::string_view range = list.substr(at, comma - at);
      const std::size_t dash = range.find('-');
      const std::string_view from = range.substr(0, dash);
      const std::string_view to = dash == range.npos ? from : range.substr(dash + 1);
      constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() - 1;
      const absl::StatusOr<std::int64_t> first = from.empty() ? 1 : ParseNumber(from, 1, kMost);
      const absl::StatusOr<std::int64_t> last = to.empty() ? kMost : ParseNumber(to, 1, kMost);
      if (range.empty() || range == "-" || !first.ok() || !last.ok() || *last < *first)
        return absl::InvalidArgumentError(absl::StrCat(std::string(list), " is not a list"));
      selection.ranges_.emplace_back(*first, *last);
      if (comma == list.size()) return selection;
      at = comma + 1;
    }
  }

  bool Contains(std::int64_t number) const {
    const bool in = std::any_of(ranges_.begin(), ranges_.end(), [number](const auto& range) {
      return number >= range.first && number <= range.second;
    });
    return in != complement_;
  }

 private:
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges_;
  bool complement_ = false;
};

void CutBytes(std::string_view line, const Selection& selection) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (selection.Contains(static_cast<std::int64_t>(i) + 1)) text += line[i];
  }
  text += '\n';
  Put(text);
}

void CutFields(std::string_view line, const Selection& selection, char delimiter, bool only) {
  if (line.find(delimiter) == line.npos) {
    if (!only) Put(absl::StrCat(std::string(line), "\n"));
    return;
  }
  std::string text;
  bool any = false;
  std::int64_t number = 1;
  for (std::size_t at = 0; at <= line.size(); ++number) {
    const std::size_t end = std::min(line.find(delimiter, at), line.size());
    if (selection.Contains(number)) {
      if (any) text += delimiter;
      any = true;
      text += line.substr(at, end - at);
    }
    at = end + 1;
  }
  text += '\n';
  Put(text);
}

Co<int> Cut(ParsedArgs args) {
  const char kind = args.LastOf("bcf");
  if (kind == 0)
    co_return Complain(args.name(), absl::InvalidArgumentError("one of -b, -c and -f is needed"));
  const absl::StatusOr<Selection> selection = Selection::Parse(*args.Argument(kind), args.Has('v'));
  if (!selection.ok()) co_return Complain(args.name(), selection.status());
  const std::string* const given = args.Argument('d');
  if (given != nullptr && given->size() != 1) {
    co_return Complain(args.name(), absl::InvalidArgumentError(
                                        absl::StrCat("-d: '", *given, "' is not a single byte")));
  }
  const char delimiter = given == nullptr ? '\t' : (*given)[0];
  int status = 0;
  for (const std::string& name : InputNames(args)) {
    const absl::StatusOr<File> file = co_await OpenInput(name);
    if (!file.ok()) {
      status = Fail(args, file.status());
      continue;
    }
    ByteReader reader(*file);
    for (;;) {
      const absl::StatusOr<bool> more = co_await reader.Fill();
      if (!more.ok()) status = Fail(args, ReadingError(name, more.status()));
      if (!more.ok() || !*more) break;
      for (std::string_view line; reader.TakeLine(&line);) {
        if (kind == 'f') {
          CutFields(line, *selection, delimiter, args.Has('s'));
        } else {
          CutBytes(line, *selection);
        }
      }
    }
  }
  co_return status;
}

}  // namespace

extern const Program kCut = {
    .name = "cut",
    .params = "[FILE...]",
    .summary = "print parts of each line",
    .tool = &Cut,
    .options = kCutOptions,
};

}  // namespace corix
