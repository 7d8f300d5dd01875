// What all tasks do, recorded: in a file that ui.perfetto.dev opens, or drawn here.

#include <unistd.h>

#include <climits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "syscalls/open.h"
#include "syscalls/read_trace.h"
#include "syscalls/start_trace.h"
#include "syscalls/stop_trace.h"
#include "syscalls/terminal_size.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/complain.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/socket.h"
#include "userland/lib/timeline.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kTraceOptions[] = {
    {.letter = 'a', .name = "ascii", .meaning = "show: draw with ASCII alone"},
    {.letter = 'n', .name = "tasks", .argument = "COUNT", .meaning = "show: at most so many (40)"},
    {.letter = 'w', .name = "width", .argument = "COLUMNS", .meaning = "show: so wide"},
};
constexpr const char* kTraceParams = "start | ring SIZE | stop FILE | show [FILE] | status";

int ComplainOfTraceWords(const ParsedArgs& args) {
  return ComplainOfUsage(args.name(), OptionsSynopsis(kTraceOptions, kTraceParams));
}

Co<int> StartTracing(ParsedArgs args, std::size_t ring_bytes) {
  const absl::Status started =
      co_yield StartTrace(ring_bytes, absl::StrCat("corix-trace-", getpid(), ".json"));
  if (!started.ok()) co_return Fail(args, started);
  co_return 0;
}

Co<int> StartRing(ParsedArgs args) {
  const std::string& size = args.operands()[1];
  const absl::StatusOr<std::int64_t> bytes = ParseCount(size);
  if (!bytes.ok()) co_return Complain(args.name(), bytes.status());
  if (*bytes == 0) {
    co_return Complain(args.name(), absl::OutOfRangeError("a ring of 0 bytes keeps nothing"));
  }
  co_return co_await StartTracing(std::move(args), static_cast<std::size_t>(*bytes));
}

Co<int> StopTracing(ParsedArgs args) {
  const std::string& path = args.operands()[1];
  // A file is not to be emptied for nothing, nor a trace to be lost because a file cannot be made.
  const absl::StatusOr<std::shared_ptr<const TraceLog>> so_far = co_yield ReadTrace();
  if (!so_far.ok()) co_return Fail(args, so_far.status());
  File file;
  if (path != "-") {
    absl::StatusOr<File> opened =
        co_yield Open(path, OpenMode::kWrite | OpenMode::kCreate | OpenMode::kTruncate);
    if (!opened.ok()) co_return Fail(args, opened.status());
    file = *std::move(opened);
  }
  const absl::StatusOr<std::shared_ptr<const TraceLog>> trace = co_yield StopTrace();
  if (!trace.ok()) co_return Fail(args, trace.status());
  TraceJson json(**trace);
  for (std::string_view text = json.Next(); !text.empty(); text = json.Next()) {
    if (!file.is_open()) {
      co_await WriteOut(args.name(), text);
      continue;
    }
    const absl::Status written = co_await WriteAll(file, text);
    if (!written.ok()) co_return Fail(args, ReadingError(path, written));
  }
  co_return 0;
}

Co<int> PrintTracing() {
  const absl::StatusOr<std::shared_ptr<const TraceLog>> trace = co_yield ReadTrace();
  if (!trace.ok()) {
    Print("%s\n", trace.status().message());
    co_return 0;
  }
  const TraceLog& now = **trace;
  Print("%d records in %s, %s", now.records(), absl::FormatDuration(absl::Nanoseconds(now.length)),
        HumanSize(static_cast<std::int64_t>(now.records() * sizeof(TraceRecord))));
  if (now.ring_bytes > 0) {
    Print(" of %s; %d were lost", HumanSize(static_cast<std::int64_t>(now.ring_bytes)), now.lost);
  }
  Print("\n");
  co_return 0;
}

// ---- Drawing ----

Co<absl::Status> ReadRecorded(Timeline* timeline) {
  const absl::StatusOr<std::shared_ptr<const TraceLog>> trace = co_yield ReadTrace();
  if (!trace.ok()) co_return trace.status();
  TraceJson json(**trace);
  for (std::string_view text = json.Next(); !text.empty(); text = json.Next()) {
    const absl::Status added = timeline->Add(text);
    if (!added.ok()) co_return added;
  }
  co_return timeline->Finish();
}

Co<absl::Status> ReadFromFile(std::string path, Timeline* timeline) {
  absl::StatusOr<File> file = co_await OpenInput(path);
  if (!file.ok()) co_return file.status();
  ByteReader reader(path == "-" ? Fd(kStdin) : Fd(*file));
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return ReadingError(path, more.status());
    if (!*more) break;
    const absl::Status added = timeline->Add(reader.TakeBytes());
    if (!added.ok()) co_return ReadingError(path, added);
  }
  const absl::Status finished = timeline->Finish();
  co_return finished.ok() ? finished : ReadingError(path, finished);
}

Co<absl::StatusOr<Timeline::Style>> TimelineStyleOf(ParsedArgs args) {
  constexpr std::int64_t kMost = 10'000;
  Timeline::Style style;
  style.ascii = args.Has('a');
  const absl::StatusOr<WindowSize> window = co_yield TerminalSize(kStdout);
  if (window.ok()) style.width = static_cast<std::size_t>(window->columns);
  if (const std::string* width = args.Argument('w'); width != nullptr) {
    const absl::StatusOr<std::int64_t> columns = ParseNumber(*width, 1, kMost);
    if (!columns.ok()) co_return columns.status();
    style.width = static_cast<std::size_t>(*columns);
  }
  if (const std::string* count = args.Argument('n'); count != nullptr) {
    const absl::StatusOr<std::int64_t> rows = ParseNumber(*count, 1, INT_MAX);
    if (!rows.ok()) co_return rows.status();
    style.most_rows = static_cast<std::size_t>(*rows);
  }
  co_return style;
}

Co<int> DrawTrace(ParsedArgs args) {
  const absl::StatusOr<Timeline::Style> style = co_await TimelineStyleOf(args);
  if (!style.ok()) co_return Complain(args.name(), style.status());
  Timeline timeline;
  absl::Status read;
  if (args.operands().size() > 1) {
    read = co_await ReadFromFile(args.operands()[1], &timeline);
  } else {
    read = co_await ReadRecorded(&timeline);
  }
  if (!read.ok()) co_return Fail(args, read);
  const std::string drawing = timeline.Draw(*style);
  co_await WriteOut(args.name(), drawing);
  co_return 0;
}

Co<int> TraceProgram(ParsedArgs args) {
  const std::string word = args.operands()[0];
  const std::size_t operands = args.operands().size();
  const bool draws = word == "show";
  if (!draws && !args.given().empty()) co_return ComplainOfTraceWords(args);
  if (word == "start" && operands == 1)
    co_return co_await StartTracing(std::move(args), TraceLog::kPlenty);
  if (word == "ring" && operands == 2) co_return co_await StartRing(std::move(args));
  if (word == "stop" && operands == 2) co_return co_await StopTracing(std::move(args));
  if (word == "status" && operands == 1) co_return co_await PrintTracing();
  if (draws) co_return co_await DrawTrace(std::move(args));
  co_return ComplainOfTraceWords(args);
}

}  // namespace

extern const Program kTrace = {
    .name = "trace",
    .params = kTraceParams,
    .summary = "record what all tasks do, and show it, or write it for ui.perfetto.dev",
    .tool = &TraceProgram,
    .options = kTraceOptions,
    .least = 1,
    .most = 2,
    .notes =
        "A ring keeps the latest SIZE bytes (64M); start is a ring of 256M. If Corix is ended by a "
        "signal or a panic, what "
        "was\n  recorded goes to the file corix-trace-PID.json.",
};

}  // namespace corix
