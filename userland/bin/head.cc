#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "syscalls/seek.h"
#include "userland/bin/part.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kHeadOptions[] = {
    {.letter = 'n',
     .name = "lines",
     .argument = "COUNT",
     .meaning = "so many lines (10, if nothing is said); with a minus, all but so many"},
    {.letter = 'c',
     .name = "bytes",
     .argument = "COUNT",
     .meaning = "so many bytes; k, M and G are understood"},
    {.letter = Option::kNumber, .argument = "NUMBER", .meaning = "as -n NUMBER"},
    {.letter = 'q', .name = "quiet", .meaning = "no file's name before it"},
    {.letter = 'v', .name = "verbose", .meaning = "each file's name before it"},
};

// The first bytes, as they come.
Co<absl::Status> FirstBytes(ByteReader& reader, std::int64_t count, std::string name) {
  while (count > 0) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return more.status();
    if (!*more) break;
    const std::string_view bytes = reader.TakeBytes(
        static_cast<std::size_t>(std::min<std::int64_t>(count, std::int64_t{1} << 30)));
    count -= static_cast<std::int64_t>(bytes.size());
    co_await WriteOut(name, bytes);
  }
  co_return absl::OkStatus();
}

Co<absl::Status> FirstLines(ByteReader& reader, std::int64_t count) {
  while (count > 0) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return more.status();
    if (!*more) break;
    for (std::string_view line; count > 0 && reader.TakeLine(&line); --count) {
      Put(line);
      if (reader.line_was_ended()) Put("\n");
    }
  }
  co_return absl::OkStatus();
}

// All lines but the last: each is printed when so many have come after it.
Co<absl::Status> AllButLines(ByteReader& reader, std::int64_t count) {
  std::deque<std::string> kept;
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return more.status();
    if (!*more) co_return absl::OkStatus();
    for (std::string_view line; reader.TakeLine(&line);) {
      kept.emplace_back(line);
      if (reader.line_was_ended()) kept.back() += '\n';
      if (static_cast<std::int64_t>(kept.size()) <= count) continue;
      Put(kept.front());
      kept.pop_front();
    }
  }
}

Co<absl::Status> AllButBytes(ByteReader& reader, std::int64_t count) {
  std::string kept;
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return more.status();
    if (!*more) co_return absl::OkStatus();
    kept += reader.TakeBytes();
    const auto size = static_cast<std::int64_t>(kept.size());
    if (size <= count) continue;
    Put(std::string_view(kept).substr(0, static_cast<std::size_t>(size - count)));
    kept.erase(0, static_cast<std::size_t>(size - count));
  }
}

Co<absl::Status> Show(Fd fd, Part part, std::string name) {
  ByteReader reader(fd);
  absl::Status status;
  if (part.sign == '-' && part.lines) {
    status = co_await AllButLines(reader, part.count);
  } else if (part.sign == '-') {
    status = co_await AllButBytes(reader, part.count);
  } else if (part.lines) {
    status = co_await FirstLines(reader, part.count);
  } else {
    status = co_await FirstBytes(reader, part.count, std::move(name));
  }
  // What was read too much is for whoever shares the file. (A pipe cannot go back.)
  if (reader.size() > 0)
    (void)(co_yield Seek(fd, -static_cast<std::int64_t>(reader.size()), SeekFrom::kHere));
  co_return status;
}

Co<int> Head(ParsedArgs args) {
  const absl::StatusOr<Part> part = PartFor(args);
  if (!part.ok()) co_return Complain(args.name(), part.status());
  const std::vector<std::string> names = InputNames(args);
  const bool titles = args.Has('v') || (names.size() > 1 && !args.Has('q'));
  int status = 0;
  bool first = true;
  for (const std::string& name : names) {
    const absl::StatusOr<File> file = co_await OpenInput(name);
    if (!file.ok()) {
      status = Fail(args, file.status());
      continue;
    }
    if (titles) Print("%s==> %s <==\n", first ? "" : "\n", name == "-" ? "standard input" : name);
    first = false;
    const absl::Status shown = co_await Show(*file, *part, args.name());
    if (!shown.ok()) status = Fail(args, ReadingError(name, shown));
  }
  co_return status;
}

}  // namespace

extern const Program kHead = {
    .name = "head",
    .params = "[FILE...]",
    .summary = "print the first lines of files",
    .tool = &Head,
    .options = kHeadOptions,
};

}  // namespace corix
