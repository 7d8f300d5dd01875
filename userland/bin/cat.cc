#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "syscalls/file_status.h"
#include "syscalls/read.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kCatOptions[] = {
    {.letter = 'n', .name = "number", .meaning = "number the lines"},
    {.letter = 'b', .name = "number-nonblank", .meaning = "number the lines that are not empty"},
    {.letter = 's', .name = "squeeze-blank", .meaning = "of several empty lines, only one"},
    {.letter = 'E', .name = "show-ends", .meaning = "show the end of each line as $"},
    {.letter = 'T', .name = "show-tabs", .meaning = "show tabs as ^I"},
    {.letter = 'v', .name = "show-nonprinting", .meaning = "show other bytes as ^X and M-X"},
    {.letter = 'A', .name = "show-all", .meaning = "as -vET"},
    {.letter = 'e', .meaning = "as -vE"},
    {.letter = 't', .meaning = "as -vT"},
    {.letter = 'u', .meaning = "at once, as it always is"},
};

// How lines are shown, and what is remembered from file to file.
struct LineLook {
  bool number = false;
  bool number_nonempty = false;
  bool squeeze = false;
  bool ends = false;
  bool tabs = false;
  bool others = false;
  std::int64_t lines = 0;
  bool last_was_empty = false;
  bool in_line = false;  // the last file had no newline at its end

  bool plain() const {
    return !number && !number_nonempty && !squeeze && !ends && !tabs && !others;
  }
};

LineLook LineLookFor(const ParsedArgs& args) {
  LineLook look;
  look.number = args.Has('n');
  look.number_nonempty = args.Has('b');
  look.squeeze = args.Has('s');
  look.ends = args.Has('E') || args.Has('A') || args.Has('e');
  look.tabs = args.Has('T') || args.Has('A') || args.Has('t');
  look.others = args.Has('v') || args.Has('A') || args.Has('e') || args.Has('t');
  return look;
}

void AppendShown(std::string& text, unsigned char c, const LineLook& look) {
  if (c == '\t') {
    text += look.tabs ? "^I" : "\t";
    return;
  }
  if (!look.others) {
    text += static_cast<char>(c);
    return;
  }
  if (c >= 128) {
    text += "M-";
    c -= 128;
  }
  if (c < 32) {
    (text += '^') += static_cast<char>(c + 64);
  } else if (c == 127) {
    text += "^?";
  } else {
    text += static_cast<char>(c);
  }
}

void ShowLine(std::string_view line, bool ended, LineLook& look) {
  const bool begins = !look.in_line;
  const bool is_empty = begins && line.empty() && ended;
  if (is_empty && look.squeeze && look.last_was_empty) return;
  look.last_was_empty = is_empty;
  std::string text;
  if (begins && (look.number_nonempty ? !is_empty : look.number))
    text = absl::StrFormat("%6d\t", ++look.lines);
  for (const char c : line) AppendShown(text, static_cast<unsigned char>(c), look);
  if (ended) text += look.ends ? "$\n" : "\n";
  look.in_line = !ended;
  Put(text);
}

Co<absl::Status> ShowLines(Fd fd, LineLook& look) {
  ByteReader reader(fd);
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return more.status();
    if (!*more) co_return absl::OkStatus();
    for (std::string_view line; reader.TakeLine(&line);)
      ShowLine(line, reader.line_was_ended(), look);
  }
}

// From the one descriptor to the other, as it comes.
Co<absl::Status> Copy(Fd fd, std::string name) {
  std::vector<char> piece(2 * ByteReader::kPiece);
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(fd, absl::MakeSpan(piece));
    if (!bytes.ok()) co_return bytes.status();
    if (*bytes == 0) co_return absl::OkStatus();
    co_await WriteOut(name, std::string_view(piece.data(), *bytes));
  }
}

// Whether the file is the one that standard output goes to: reading it would never end.
Co<bool> IsOutput(Fd fd) {
  const absl::StatusOr<FileInfo> out = co_yield FileStatus(kStdout);
  if (!out.ok() || out->type != FileType::kRegular || out->size == 0) co_return false;
  const absl::StatusOr<FileInfo> in = co_yield FileStatus(fd);
  co_return in.ok() && in->SameFileAs(*out);
}

Co<int> Cat(ParsedArgs args) {
  LineLook look = LineLookFor(args);
  int status = 0;
  for (const std::string& name : InputNames(args)) {
    const absl::StatusOr<File> file = co_await OpenInput(name);
    if (!file.ok()) {
      status = Fail(args, file.status());
      continue;
    }
    const bool is_output = co_await IsOutput(*file);
    if (is_output) {
      status = Fail(args, absl::StrCat(name, ": input file is output file"));
      continue;
    }
    absl::Status copied;
    if (look.plain()) {
      copied = co_await Copy(*file, args.name());
    } else {
      copied = co_await ShowLines(*file, look);
    }
    if (!copied.ok()) status = Fail(args, ReadingError(name, copied));
  }
  co_return status;
}

}  // namespace

extern const Program kCat = {
    .name = "cat",
    .params = "[FILE...]",
    .summary = "print files one after the other",
    .tool = &Cat,
    .options = kCatOptions,
};

}  // namespace corix
