#include <string>
#include <utility>
#include <vector>

#include "syscalls/new_task.h"
#include "syscalls/open.h"
#include "syscalls/open_tap.h"
#include "syscalls/take_tapped.h"
#include "syscalls/wait_task.h"
#include "syscalls/write.h"
#include "userland/bin/programs.h"
#include "userland/bin/run_words.h"
#include "userland/lib/parse.h"
#include "userland/lib/print.h"
#include "userland/lib/strace_lines.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kStraceOptions[] = {
    {.letter = 'p', .argument = "TID", .meaning = "listen to this task, which runs already"},
    {.letter = 'f', .meaning = "and to the tasks that it spawns"},
    {.letter = 'c', .meaning = "only count, and print a table at the end"},
    {.letter = 'e',
     .argument = "EXPRESSION",
     .meaning = "trace=CALL,... or trace=!CALL,... chooses; inject=CALL,...:error=CODE or "
                ":delay=TIME, and :when=N, makes calls fail or be late"},
    {.letter = 'o', .argument = "FILE", .meaning = "write into this file, not to standard error"},
    {.letter = 't', .meaning = "put the time before each line, in seconds since the kernel runs"},
    {.letter = 'T', .meaning = "tell of each call how long it took"},
};

// What the options ask for.
struct Wish {
  TapOptions tap;
  StraceLines::Style style;
  bool counts = false;
  std::string file;
};

absl::StatusOr<Wish> ParseWish(const ParsedArgs& args) {
  Wish wish;
  wish.counts = args.Has('c');
  wish.tap.follow = args.Has('f');
  wish.style.stamps = args.Has('t');
  wish.style.durations = args.Has('T');
  for (const ParsedArgs::Given& given : args.given()) {
    if (given.letter == 'p') {
      const absl::StatusOr<Tid> tid = ParseTid(given.argument);
      if (!tid.ok()) return tid.status();
      wish.tap.tasks.push_back(*tid);
    } else if (given.letter == 'e') {
      absl::Status status = AddExpression(given.argument, wish.style.filter, wish.tap.faults);
      if (!status.ok()) return status;
    } else if (given.letter == 'o') {
      wish.file = given.argument;
    }
  }
  wish.tap.children = wish.tap.tasks.empty();
  wish.style.announce = !wish.tap.children;
  return wish;
}

// All of it, to the file or to standard error.
Co<absl::Status> PutOut(const File* file, std::string text) {
  if (!file->is_open()) {
    PrintTo(kStderr, text);
    co_return absl::OkStatus();
  }
  for (std::string_view rest = text; !rest.empty();) {
    const absl::StatusOr<std::size_t> taken = co_yield Write(*file, rest);
    if (!taken.ok()) co_return taken.status();
    rest.remove_prefix(*taken);
  }
  co_return absl::OkStatus();
}

// Until nobody is left to listen to.
Co<absl::Status> ListenTo(const File* tap, const File* output, Wish wish) {
  StraceLines lines(wish.style);
  StraceSummary summary;
  do {
    const absl::StatusOr<std::vector<TapEvent>> events = co_yield TakeTapped(*tap);
    if (!events.ok()) co_return events.status();
    std::string text;
    for (const TapEvent& event : *events) {
      const std::string line = lines.Tell(event);
      if (!wish.counts) text += line;
      summary.Count(event, wish.style.filter);
    }
    if (!wish.counts) text += lines.Flush();
    const absl::Status written = co_await PutOut(output, std::move(text));
    if (!written.ok()) co_return written;
  } while (lines.attached() > 0);
  if (!wish.counts) co_return absl::OkStatus();
  co_return co_await PutOut(output, summary.Table());
}

Co<int> Strace(ParsedArgs args) {
  absl::StatusOr<Wish> wish = ParseWish(args);
  constexpr int kWrongUse = 2;
  if (!wish.ok()) {
    (void)Fail(args, wish.status());
    co_return kWrongUse;
  }
  const bool runs = wish->tap.children;
  if (runs == args.operands().empty()) {
    (void)Fail(args, "what is to be shown? A program, or -p and the id of a task");
    co_return kWrongUse;
  }
  File output;
  if (!wish->file.empty()) {
    const OpenMode mode = OpenMode::kWrite | OpenMode::kCreate | OpenMode::kTruncate;
    absl::StatusOr<File> opened = co_yield Open(wish->file, mode);
    if (!opened.ok()) co_return Fail(args, opened.status());
    output = *std::move(opened);
  }
  const absl::StatusOr<File> tap = co_yield OpenTap(wish->tap);
  if (!tap.ok()) co_return Fail(args, tap.status());
  Tid child;
  if (runs) {
    const std::string name = args.operands()[0];
    child = co_yield NewTask(name, RunWords(args.name(), args.operands()));
  }
  const absl::Status heard = co_await ListenTo(&*tap, &output, *wish);
  if (!heard.ok()) co_return Fail(args, heard);
  if (!runs) co_return 0;
  const absl::StatusOr<ExitStatus> status = co_yield WaitTask(child);
  co_return status.ok() ? status->code : 1;
}

}  // namespace

extern const Program kStrace = {
    .name = "strace",
    .params = "[PROGRAM [WORD...]]",
    .summary = "show which system calls tasks make, and what is answered",
    .tool = &Strace,
    .options = kStraceOptions,
    .place = OperandPlace::kLast,
    .notes = "-e inject makes calls fail: strace -e inject=Read:error=CANCELLED:when=3 cat FILE",
};

}  // namespace corix
