#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "kernel/api/file_info.h"
#include "syscalls/file_status.h"
#include "syscalls/seek.h"
#include "syscalls/sleep.h"
#include "userland/bin/part.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kTailOptions[] = {
    {.letter = 'n',
     .name = "lines",
     .argument = "COUNT",
     .meaning = "so many lines (10, if nothing is said); with a plus, from that line on"},
    {.letter = 'c',
     .name = "bytes",
     .argument = "COUNT",
     .meaning = "so many bytes; with a plus, from that byte on"},
    {.letter = Option::kNumber, .argument = "NUMBER", .meaning = "as -n NUMBER"},
    {.letter = 'f', .name = "follow", .meaning = "go on for ever with what is added to the file"},
    {.letter = 's',
     .name = "sleep-interval",
     .argument = "SECONDS",
     .meaning = "how often to look, with -f; 1, if nothing is said"},
    {.letter = 'q', .name = "quiet", .meaning = "no file's name before it"},
    {.letter = 'v', .name = "verbose", .meaning = "each file's name before it"},
};

// The last bytes, or the last lines, of what has come so far. What is certainly not among them is
// forgotten from time to time.
class LastPart {
 public:
  explicit LastPart(const Part& part) : part_(part) {}

  void Add(std::string_view bytes) {
    kept_ += bytes;
    if (kept_.size() > 2 * checked_ + ByteReader::kPiece) {
      kept_.erase(0, Begin());
      checked_ = kept_.size();
    }
  }

  std::string_view Text() const { return std::string_view(kept_).substr(Begin()); }

 private:
  std::size_t Begin() const {
    const auto count = static_cast<std::uint64_t>(part_.count);
    if (!part_.lines) return kept_.size() - std::min<std::uint64_t>(count, kept_.size());
    if (count == 0) return kept_.size();
    // The newline at the very end does not begin a line.
    std::size_t at = kept_.size() - (kept_.ends_with('\n') ? 1 : 0);
    for (std::uint64_t lines = 0; at > 0; --at) {
      if (kept_[at - 1] == '\n' && ++lines == count) return at;
    }
    return 0;
  }

  Part part_;
  std::string kept_;
  std::size_t checked_ = 0;  // how much was kept at the last look
};

// In a long file, a place behind which the last part surely begins need not be searched from the
// start: the end is read backwards, in pieces, until there are enough lines.
Co<std::int64_t> PlaceNearEnd(Fd fd, Part part, std::int64_t size) {
  if (!part.lines) co_return std::max<std::int64_t>(0, size - part.count);
  std::int64_t place = size;
  std::int64_t lines = 0;
  while (place > 0 && lines <= part.count) {
    const std::int64_t begin = std::max<std::int64_t>(0, place - std::int64_t{ByteReader::kPiece});
    const auto sought = co_yield Seek(fd, begin);
    if (!sought.ok()) co_return 0;
    ByteReader reader(fd);
    for (std::int64_t at = begin; at < place;) {
      const absl::StatusOr<bool> more = co_await reader.Fill();
      if (!more.ok() || !*more) co_return 0;
      const std::string_view bytes = reader.TakeBytes(static_cast<std::size_t>(place - at));
      lines += std::count(bytes.begin(), bytes.end(), '\n');
      at += static_cast<std::int64_t>(bytes.size());
      (void)reader.TakeBytes();
    }
    place = begin;
  }
  co_return place;
}

Co<absl::Status> FromStart(ByteReader& reader, Part part, std::string name) {
  std::int64_t to_skip = std::max<std::int64_t>(0, part.count - 1);
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return more.status();
    if (!*more) co_return absl::OkStatus();
    std::string_view line;
    while (part.lines && to_skip > 0 && reader.TakeLine(&line)) --to_skip;
    if (part.lines && to_skip > 0) continue;
    const std::string_view bytes = reader.TakeBytes();
    const auto skipped =
        part.lines ? 0 : std::min(to_skip, static_cast<std::int64_t>(bytes.size()));
    to_skip -= skipped;
    co_await WriteOut(name, bytes.substr(static_cast<std::size_t>(skipped)));
  }
}

// A file, its last part printed, of which more may come.
struct Followed {
  std::string name;
  File file;
  bool failed = false;
};

Co<absl::Status> ShowLast(Fd fd, Part part, std::string name) {
  const absl::StatusOr<std::int64_t> start = co_yield Seek(fd, 0, SeekFrom::kHere);
  const absl::StatusOr<FileInfo> info = co_yield FileStatus(fd);
  const bool seeks = start.ok() && info.ok() && info->type == FileType::kRegular;
  ByteReader reader(fd);
  if (part.sign == '+') co_return co_await FromStart(reader, part, std::move(name));
  if (seeks && info->size > *start) {
    const std::int64_t place = co_await PlaceNearEnd(fd, part, info->size);
    (void)(co_yield Seek(fd, std::max(*start, place)));
  }
  LastPart last(part);
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return more.status();
    if (!*more) break;
    last.Add(reader.TakeBytes());
  }
  co_await WriteOut(std::move(name), last.Text());
  co_return absl::OkStatus();
}

class Follower {
 public:
  Follower(const ParsedArgs& args, std::vector<Followed>& files, bool titles)
      : args_(args), files_(files), titles_(titles), last_(files.size()) {}

  // For ever: once in each interval it looks at every file. (To be told of each change, as
  // inotify(7) can do it, would not make it look less often where a file changes all the time.)
  Process Run(absl::Duration interval) {
    for (;;) {
      for (std::size_t i = 0; i < files_.size(); ++i) {
        if (!files_[i].failed) co_await Look(i);
      }
      co_yield Sleep(interval);
    }
  }

  void set_last(std::size_t last) { last_ = last; }

 private:
  Process Look(std::size_t i) {
    Followed& followed = files_[i];
    const absl::StatusOr<std::int64_t> place = co_yield Seek(followed.file, 0, SeekFrom::kHere);
    const absl::StatusOr<FileInfo> info = co_yield FileStatus(followed.file.fd());
    if (place.ok() && info.ok() && info->size < *place) {
      PrintError("%s: %s: file truncated\n", args_.name(), followed.name);
      (void)(co_yield Seek(followed.file, 0));
    }
    ByteReader reader(followed.file);
    for (;;) {
      const absl::StatusOr<bool> more = co_await reader.Fill();
      if (!more.ok()) {
        (void)Fail(args_, ReadingError(followed.name, more.status()));
        followed.failed = true;
      }
      if (!more.ok() || !*more) co_return;
      if (titles_ && last_ != i) Print("\n==> %s <==\n", followed.name);
      last_ = i;
      co_await WriteOut(args_.name(), reader.TakeBytes());
    }
  }

  const ParsedArgs& args_;
  std::vector<Followed>& files_;
  bool titles_;
  std::size_t last_;  // whose text was printed last
};

Co<int> Tail(ParsedArgs args) {
  const absl::StatusOr<Part> part = PartFor(args);
  if (!part.ok()) co_return Complain(args.name(), part.status());
  absl::StatusOr<absl::Duration> interval = absl::Seconds(1);
  if (const std::string* text = args.Argument('s'); text != nullptr) interval = ParseSeconds(*text);
  if (!interval.ok()) co_return Complain(args.name(), interval.status());
  const std::vector<std::string> names = InputNames(args);
  const bool titles = args.Has('v') || (names.size() > 1 && !args.Has('q'));
  int status = 0;
  std::vector<Followed> files;
  for (const std::string& name : names) {
    absl::StatusOr<File> file = co_await OpenInput(name);
    if (!file.ok()) {
      status = Fail(args, file.status());
      continue;
    }
    const std::string shown = name == "-" ? "standard input" : name;
    if (titles) Print("%s==> %s <==\n", files.empty() ? "" : "\n", shown);
    const absl::Status read = co_await ShowLast(*file, *part, args.name());
    if (!read.ok()) status = Fail(args, ReadingError(name, read));
    files.push_back({.name = shown, .file = *std::move(file), .failed = !read.ok()});
  }
  if (!args.Has('f') || files.empty()) co_return status;
  // A pipe whose end has come never has more.
  std::erase_if(files, [](const Followed& followed) {
    const absl::StatusOr<std::int64_t> place = CallNow(Seek(followed.file, 0, SeekFrom::kHere));
    return !place.ok();
  });
  if (files.empty()) co_return status;
  Follower follower(args, files, titles);
  follower.set_last(files.size() - 1);
  // Less than a millisecond would be no interval, but a loop.
  co_await follower.Run(std::max(*interval, absl::Milliseconds(1)));
  co_return status;
}

}  // namespace

extern const Program kTail = {
    .name = "tail",
    .params = "[FILE...]",
    .summary = "print the last lines of files, and what comes after",
    .tool = &Tail,
    .options = kTailOptions,
};

}  // namespace corix
